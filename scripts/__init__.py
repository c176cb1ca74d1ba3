"""Programs that build, check and show Freehold; no part of the integration."""
