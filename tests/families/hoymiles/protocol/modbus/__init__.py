"""Tests of Modbus TCP."""
