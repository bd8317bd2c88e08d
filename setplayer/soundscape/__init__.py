"""Music made by rule: seeded generators that can render any span of frames, and the short sounds of the
house.

A soundscape is a pure function of (recipe, seed, cell, intensity curve); `generator` is the way in. Recipes
are data (`recipe`), read from the shipped assets by `recipes`, the only module here that touches a disk
besides `soundfiles`, which writes the short sounds. The package may import `units`, `faults`, `files` and
`shipped`, and NumPy, pydantic and PyYAML; only `soundfiles` imports PyAV. What must stay true: any span
equals the same span of one long render, bit for bit; a change of the curve at frame f alters no sample before
f; nothing exceeds −1 dBTP.
"""
