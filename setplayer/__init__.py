"""The session soundscape and set-and-setting player for ketamine-assisted therapy.

A session is an append-only log of events and everything else is a function of it. `docs/architecture.md` is the
map: which package does what, and which may import which.
"""

__version__ = "0.1.0"
