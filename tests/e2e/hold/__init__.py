"""What is put into a Home Assistant that is going to be killed."""
