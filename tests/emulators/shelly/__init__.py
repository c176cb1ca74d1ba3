"""Emulated Shelly devices of all generations: devices on the network, not mocks of them."""
