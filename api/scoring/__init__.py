"""Scoring listings in bulk: resumable, streaming, one bad image never stops it."""
