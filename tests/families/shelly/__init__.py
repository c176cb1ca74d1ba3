"""The Shelly family."""
