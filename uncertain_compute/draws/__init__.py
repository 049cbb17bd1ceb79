"""From beliefs to draws: designs of the unit cube, propagation, sketches."""
