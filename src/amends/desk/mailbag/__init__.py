"""The mailbag: what came back on paper or as a file, and to which letter it belongs.

A code or an office can say which letter is answered. Nothing here ever says who wrote an answer, or judges one.
"""
