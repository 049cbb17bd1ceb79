"""How far a run's numbers may be off, as its draws tell."""
