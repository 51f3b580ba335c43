"""A run from landing to published numbers: gate, build, publish, and what is kept of it."""
