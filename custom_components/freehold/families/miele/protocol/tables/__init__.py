"""Numbers that appliances send, and the translation keys of their meanings."""
