"""Tests of the clients of a gateway."""
