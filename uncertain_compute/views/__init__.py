"""Figures, tables, equations and sentences that show results."""
