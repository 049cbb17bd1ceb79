"""A prior set as a sheet: a row per assumption and coordinate, as teams keep it in a spreadsheet."""
