"""What it was like for the customer: sentiment, effort, repetition."""
