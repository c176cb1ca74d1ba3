"""What is the same for all families when a device becomes ours."""
