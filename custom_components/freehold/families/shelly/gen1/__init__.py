"""Devices of the first generation, as a coordinator drives them."""
