"""A command: what it composes, the folder it fills, and what it says."""
