"""How far an observation may be off: its likelihood, with one error model per file."""
