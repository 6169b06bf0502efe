"""The people a writer owes a letter: who they are, by which names, and where they can be reached."""
