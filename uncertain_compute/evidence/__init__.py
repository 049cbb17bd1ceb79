"""What was observed: observations, and how far each may be off."""
