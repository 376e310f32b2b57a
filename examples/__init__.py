"""Programs that show microweb; each runs by itself."""
