"""Paths, measures and gaps: computed outside the store, on what was cut to a reader before anything is searched."""
