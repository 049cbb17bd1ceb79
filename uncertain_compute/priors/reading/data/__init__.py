"""Data that a belief names: columns of CSV files and variables of netCDF files."""
