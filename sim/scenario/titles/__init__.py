"""What a number of a scenario or a reform is called in a sentence, in both languages."""
