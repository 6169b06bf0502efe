"""The desk in the browser, for this machine only.

Pages over the journey's own arrows and nothing of their own: what a page shows, the command line says too. No page
needs a script, no GET changes anything, and what is shown is stored nowhere.
"""
