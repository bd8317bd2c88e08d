"""An arc placed on a library, to the sample.

`place` makes a `Score` of an arc; `retime` makes it again ahead of a moment without touching what has begun.
Curves over frames (`curves`) are the one way a gain or an intensity moves. Pure: may import `arc`, `library.track`
and NumPy; no input, no output, no clock. What must stay true: starts plus overlaps account for every frame, and
nothing that has begun is altered before the frame of a change.
"""
