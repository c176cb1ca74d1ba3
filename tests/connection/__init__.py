"""Tests of `connection/`."""
