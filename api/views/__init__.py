"""What was read from the graph in, pages and pictures for a person out."""
