"""What is known: claims, the graph folded from them, the store that holds both, and the questions asked of it."""
