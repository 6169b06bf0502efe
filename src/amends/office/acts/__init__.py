"""A reader's acts, one function each, and the door they all come through.

To whoever holds the bare link the office answers alike whatever was done with a letter, because the writer holds
that link too. What was done shows only under a private link, and there only what was done under that very link: a
writer can make a private link as well as anybody, and must learn nothing from it.
"""
