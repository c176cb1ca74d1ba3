"""Emulated devices: they keep state, have the quirks of the real ones, and run alone."""
