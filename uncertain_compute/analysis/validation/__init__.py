"""Check a study against published figures and later disclosures."""
