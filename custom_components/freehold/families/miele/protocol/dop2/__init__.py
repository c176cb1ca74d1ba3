"""DOP2: the binary tree of values behind a Miele appliance (docs/protocols/miele-dop2.md)."""
