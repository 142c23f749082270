"""How prose becomes proposals: words, mentions, passages and rules; nothing here writes to a store."""
