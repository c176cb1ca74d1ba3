"""Shelly devices of all generations."""
