"""How it gets in: files of many shapes in, claims out."""
