"""The scorecard's own measures."""
