"""The routes of the HTTP service, one module per group: a request in, one call into graph or loaders, an answer out."""
