"""The clients of a gateway: one for each protocol that it may speak."""
