"""The letter book: what was written and what came back, bound to be kept.

One arrow, `amends.desk.book.bind.bind_book`. It is handed plain nouns and knows nothing of drawers, keys or offices;
whoever calls it has already asked the writer what shall be in it.
"""
