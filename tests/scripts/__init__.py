"""Tests of what builds and checks Freehold."""
