"""Tests of the protobuf client."""
