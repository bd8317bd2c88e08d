"""Saying no inside a decision."""


class Refused(Exception):  # noqa: N818  it is an answer, not an error
    """A command makes no sense now; the text says why, in words that finish `NAME is not possible: `."""
