"""Programmes that come in and go out: lists of other players and tables become arcs, arcs become lists and pages.

Lists are hostile and messy: reading them is pure, never guesses without saying so, and loses nothing. May import all
below the fronts. What must stay true: a length that can be read in two ways is decided by the library's file, by the
list itself or by a person, and it is told which; what is written out asks for nothing from a network.
"""
