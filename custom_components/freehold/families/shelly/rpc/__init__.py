"""Devices of generations 2 to 4, as a coordinator drives them."""
