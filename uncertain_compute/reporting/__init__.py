"""What a run leaves in its folder besides its draws: tables, figures, and a page."""
