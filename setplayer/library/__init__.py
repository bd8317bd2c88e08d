"""The music on disk: finding it, decoding it as a stream, measuring it, and the catalogue of what is there.

`track` holds pure values and imports nothing but `units`, so the pure middle may use it. `decode` and
`samples` need PyAV and soxr but never SciPy, so the process that plays can do without it. `loudness` needs
SciPy and is imported by `scan` alone; `features` and what it is made of need NumPy alone. `corrections` holds what a
clinic knows better than the measurement.

What must stay true: music files and their tags are hostile until decoded and checked. A damaged file never
raises anything but a Fault, never hangs, and never delivers a sample that is not a number or is louder than
±4.0. Lengths come from decoded samples, never from tags. Two readings of one file give identical samples,
whatever the sizes of the reads. No path leaves the library's root.
"""
