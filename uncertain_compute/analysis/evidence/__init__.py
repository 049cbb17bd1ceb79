"""The effect of evidence on beliefs."""
