"""Tests of the Miele family."""
