"""The engine for long runs: a compiled loop in which some hundred draws at a time are made and evaluated."""
