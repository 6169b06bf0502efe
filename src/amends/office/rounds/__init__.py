"""Rounds: batches of letters carried, each letter once into its box, through every fall.

The ledger says of every letter how far it is; the engine (DBOS) sees to it that every round that was begun is
finished, by whom ever. This is the only room that knows the engine.
"""
