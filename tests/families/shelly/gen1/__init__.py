"""Tests of the first generation of Shelly."""
