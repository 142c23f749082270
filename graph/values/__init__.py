"""Frozen values without I/O: claims, dates, grades, markings, names."""
