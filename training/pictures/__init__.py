"""The pictures that the embedding is trained on: made by the project, kept in shards."""
