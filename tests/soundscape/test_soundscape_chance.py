"""Chance that belongs to its place alone."""

import itertools

import numpy as np

from setplayer.soundscape.chance import uniforms


def test_the_same_place_has_the_same_luck() -> None:
    assert np.array_equal(uniforms(5, "pad", -3, 8, 2), uniforms(5, "pad", -3, 8, 2))


def test_fewer_draws_are_the_first_of_more() -> None:
    assert np.array_equal(uniforms(5, "pad", 9, 3), uniforms(5, "pad", 9, 8)[:3])


def test_no_two_places_share_a_draw() -> None:
    """Neighbouring slots of a counter-based generator can be one stream, shifted: then notes echo each other."""
    places = itertools.product((1, 2, 2**63 + 1, 2**63 + 2), ("pad", "keys"), range(-3, 3), (0, 1))
    drawn = np.concatenate([uniforms(seed, name, slot, 8, stream) for seed, name, slot, stream in places])
    assert len(np.unique(drawn)) == len(drawn)
    assert 0.0 <= drawn.min() < 0.05
    assert 0.95 < drawn.max() < 1.0
