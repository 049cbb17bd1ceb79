"""What drives the answer."""
