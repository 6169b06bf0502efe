"""The review: remarks beside passages of a letter, each with its reason and its source. Never a score."""
