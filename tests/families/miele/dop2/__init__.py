"""Tests of the binary tree behind a Miele appliance."""
