"""Reading files within limits and without ambiguity, and writing them whole."""
