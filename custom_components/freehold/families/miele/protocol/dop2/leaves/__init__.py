"""Leaves as types: each has `PATHS`, where to look for it in turn, and `parse(leaf)`.

Parsing never fails: what a model does not tell is None (docs/protocols/miele-dop2.md, Leaves).
"""
