"""Knowing a hand: whose writing a page may be in, how sure that is, and when to say that the hand is not known.

A page becomes ink, ink becomes many small pieces of stroke, the pieces one vector; vectors of the same hand lie near
each other. What is small about strokes was learnt from open handwriting fonts while the package was built (`knowing/`
beside `src/`); no real person's writing is in it. Nothing here places a letter: it suggests, and the writer decides.
"""
