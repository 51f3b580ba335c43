"""Questions that people and their assistants ask of the served file: a number, a list of conversations, a change."""
