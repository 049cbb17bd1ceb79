"""What is read from files: within limits, and with one meaning."""
