"""Results in words: numbers and sentences."""
