"""Benchmarks: numbers to compare, never to assert."""
