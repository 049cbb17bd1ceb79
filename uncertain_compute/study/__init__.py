"""A study: equations and beliefs, checked against each other."""
