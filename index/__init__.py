"""Vector indexes: vectors and integer ids only. Knows nothing of rights or images."""
