"""Models in spreadsheets, read into a study's folder."""
