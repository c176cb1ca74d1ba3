"""What runs inside the Home Assistant that is observed; nothing here imports Freehold."""
