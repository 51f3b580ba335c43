"""A reviewer's day: the sampled episodes, as a sheet with a transcript; and the filled sheet back."""
