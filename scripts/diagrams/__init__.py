"""What docs/provisioning.md shows of the code, drawn from the code."""
