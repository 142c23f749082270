"""The store: a Neo4j over Bolt, ours on loopback or any other; the only package that knows the driver."""
