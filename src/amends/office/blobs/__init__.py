"""Sealed bytes outside the database: in an object store, written before the ledger names them, read with a digest.

What lies in the database needs nothing of this room. A name is never used twice: every deposit that is tried draws
new ones, so what the ledger does not name belongs to nobody and can be swept without taking anything from anybody.
"""

from amends.office.blobs.store import Blobs, Object, StoreTrouble, fresh_name, open_store

__all__ = ["Blobs", "Object", "StoreTrouble", "fresh_name", "open_store"]
