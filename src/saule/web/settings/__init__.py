"""The pages on which owners change how the desk works, by noun."""
