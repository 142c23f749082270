"""What it means to others: the ontology and its projections. Empty until the RDF work lands."""
