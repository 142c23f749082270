"""Graphs and queries in, answers out: each query in a process of its own that can harm nothing and is ended in time."""
