"""Episodes and what became of them: messages scored, the clocks of follow-up and resolution, repeated scenarios."""
