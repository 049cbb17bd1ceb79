"""Models of other tools, read into studies, and runs written for other tools."""
