"""Sound from a session's state: pieces, gains, the mix, the limiter, and where the samples go.

Sound is made in absolute blocks of `BLOCK_FRAMES`: block k is a function of the state (with every event before the
block's end) and of the streams' own states, so the same events give the same samples. May import `session` and what
lies below it. What must stay true: gain is a function of time; no sample leaves above −1 dBTP; nothing here decides.
"""
