"""Miele appliances with a local network module."""
