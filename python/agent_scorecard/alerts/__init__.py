"""New alerts go out once, wherever the team reads."""
