"""Beliefs from data: columns of CSV files and variables of netCDF files."""
