"""Programs that we did not write, driving our emulators: if they work, the emulators are honest."""
