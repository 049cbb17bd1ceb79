"""What serving a language model takes, counted from its layers, its requests and the chip."""
