"""Models of other tools, read into studies."""
