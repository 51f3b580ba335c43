"""One self-contained page for each role."""
