"""The Shelly family: relays, covers, lights and sensors of four generations."""
