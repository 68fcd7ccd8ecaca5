"""Trains an image tower to tell one design or logo from another that looks like it."""
