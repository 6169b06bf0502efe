"""Carriers: the roads by which somebody is told that a letter is here for them. One file a road, one seam for all.

Every road has two halves. The office makes the *notice*: something is here for you; no key, no name of the writer.
The *key* goes another way: on a slip or as words made by the desk, or by the writer's own hand. No carrier is ever
given one.
"""
