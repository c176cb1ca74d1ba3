"""Tests with a real Home Assistant, emulated devices as programs of their own, and a real browser."""
