"""Measures how well AI customer-support agents do: pure functions, and the `agent-scorecard` command."""
