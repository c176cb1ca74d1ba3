"""Tests of the Hoymiles family."""
