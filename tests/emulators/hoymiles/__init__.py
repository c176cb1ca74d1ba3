"""Emulated Hoymiles gateways: devices on the network, not mocks of them."""
