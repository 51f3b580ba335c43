"""Estimators: pure functions of arrays, each with the paper it comes from."""
