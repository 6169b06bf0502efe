"""The drawer: what rests on the writer's disk, encrypted under a random key that the passphrase wraps.

A desk is a folder. `desk.json` says that it is one and of which version, and names nobody; `drawer.key` is the drawer
key behind the passphrase; `drawer.db` holds everything else. No other room knows SQL: they call functions.
"""
