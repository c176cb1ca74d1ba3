"""What Shelly devices speak on the local network, one folder a protocol."""
