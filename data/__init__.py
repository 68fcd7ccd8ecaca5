"""Records, images, manifests and the database. Knows nothing of models or indexes."""
