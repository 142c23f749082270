"""Measurements: ratios against the bare library in one run; figures in RESULTS.md."""
