"""The post: the way to an office or into a folder, and a recipient's way to what waits there.

Nothing here knows the drawer or decides anything; the journey does.
"""
