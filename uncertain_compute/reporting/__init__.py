"""Write a run's tables, figures and page to its folder."""
