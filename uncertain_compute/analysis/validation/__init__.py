"""How published figures and later disclosures bear out a study."""
