"""What a scheduler calls: build, check, publish, tell. Readers see only what was published, whole."""
