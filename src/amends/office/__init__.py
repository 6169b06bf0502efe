"""The go-between's server: holds sealed letters, hands them over when asked, and cannot read one.

Nothing here knows how to open a letter. The office sees ids, public keys, sizes and times; `docs/threat-model.md`
lists them all.
"""
