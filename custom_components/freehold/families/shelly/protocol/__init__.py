"""The vendored client of Shelly devices. It imports nothing of Home Assistant."""
