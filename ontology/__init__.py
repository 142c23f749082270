"""What it means to others: the vocabulary, its codes and shapes, and the check of RDF against them."""
