"""Simulated data that only the benches and the tests need; nothing of it is in the wheel."""
