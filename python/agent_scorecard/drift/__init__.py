"""Seen before customers complain: drift, mix shift, change points, causes and forecasts, as pure functions."""
