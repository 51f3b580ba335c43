"""A reviewer's day: the episodes that the lot fell on, as a sheet with a transcript; and the filled sheet back."""
