"""Scripts that use squigglepy, read and never run."""
