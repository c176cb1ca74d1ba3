"""Evidence that the emulated devices behave like the recorded ones."""
