"""Families that a prior may name, one a file.

Only scipy.special is used: importing scipy.stats would double the start-up.
"""
