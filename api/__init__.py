"""How it gets out: the command line, and later HTTP and views."""
