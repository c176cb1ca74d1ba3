"""The families that Freehold knows."""
