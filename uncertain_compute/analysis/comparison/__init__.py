"""How variants of a forecast differ, and which beliefs make the difference."""
