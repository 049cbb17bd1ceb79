"""How far what was observed may lie from what is: the likelihood of an observation, one error model a file."""
