"""The kinds of product that the project draws: one module each."""
