"""Generations 2 to 4."""
