"""Generations 2, 3 and 4: JSON-RPC over WebSocket and HTTP (docs/protocols/shelly.md)."""
