"""Saying no inside a decision."""


class Refused(Exception):
    """A command makes no sense now; the text says why, in words that finish `NAME is not possible: `."""
