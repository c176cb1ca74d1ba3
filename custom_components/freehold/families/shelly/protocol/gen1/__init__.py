"""The first generation of Shelly: HTTP and CoIoT (docs/protocols/shelly-gen1.md)."""
