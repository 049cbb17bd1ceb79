"""Families of distributions that a prior may name, with one family per file.

Only scipy.special is used: importing scipy.stats would double the start-up time.
"""
