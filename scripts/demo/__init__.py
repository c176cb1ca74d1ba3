"""The demo: a real Home Assistant among emulated devices."""
