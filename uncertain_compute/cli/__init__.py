"""The commands: compose a config, fill a folder, and print the result."""
