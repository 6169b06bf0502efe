"""The journey: the desk's work from end to end, one function an arrow.

Every arrow takes an open desk and gives back what happened, so that command line and pages say the same.
"""
