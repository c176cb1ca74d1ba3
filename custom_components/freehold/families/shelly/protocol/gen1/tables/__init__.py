"""The settings of Gen1 devices as data (docs/protocols/shelly-gen1.md, Settings)."""
