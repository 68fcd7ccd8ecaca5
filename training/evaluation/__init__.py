"""Measuring accuracy on labelled data."""
