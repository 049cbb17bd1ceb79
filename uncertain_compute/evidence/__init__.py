"""What was observed: items of evidence, and how far each may be off."""
