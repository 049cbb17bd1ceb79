"""Files of a run for other tools, one format in each module."""
