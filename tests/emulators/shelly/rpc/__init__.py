"""Emulated Shelly devices of generations 2, 3 and 4: JSON-RPC over HTTP and WebSocket."""
