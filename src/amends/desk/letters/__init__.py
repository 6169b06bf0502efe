"""The words: what a letter says, and nothing of how it looks or travels."""
