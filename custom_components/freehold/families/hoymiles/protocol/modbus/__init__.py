"""Modbus TCP, which a DTU-Pro or DTU-Pro-S speaks at its network socket (docs/protocols/hoymiles-modbus.md)."""
