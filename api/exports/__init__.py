"""What is handed out: what was asked for in, files in the formats of others out, each with recipient and reason."""
