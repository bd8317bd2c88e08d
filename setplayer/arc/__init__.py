"""What a clinic designs: the model of an arc, and reading it from text so strictly that no mistake can hide.

May import `setplayer.units` and `setplayer.faults` only, besides pydantic and PyYAML; it does no input or
output and knows no clock. A caller hands over text, and the file's name to put before messages.

What must stay true: text is hostile, and whatever it holds, reading ends with an arc or with a `TextFault`
that names every fault at once, in plain words, each at its line and column. An `Arc` that exists fits
together.
"""
