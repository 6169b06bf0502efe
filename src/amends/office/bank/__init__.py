"""An apology-letter bank: an office that reads letters first, and offers them only to those who want one.

`policy` is what one bank has decided, as data; `case` is what it knows of one letter and one person; `step` is the
one function that says what may happen next. The rest of the bank asks that function and decides nothing by itself.
"""
