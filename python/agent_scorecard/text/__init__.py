"""What the words of a conversation say: stock phrases, language, sentiment, repetition."""
