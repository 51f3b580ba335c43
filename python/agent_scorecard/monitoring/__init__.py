"""Seen before customers complain: what changed, what may have caused it, and who is told."""
