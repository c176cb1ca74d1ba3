"""The Miele@home protocol of the local network (docs/protocols/miele.md)."""
