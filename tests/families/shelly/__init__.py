"""Tests of Shelly devices."""
