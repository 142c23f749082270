"""Readers: one module per file format; a path in, rows with a locator out."""
