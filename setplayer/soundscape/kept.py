"""Keeping what a method gave, for as long as its object is there and not longer."""

import functools
import weakref
from collections.abc import Callable
from types import MethodType
from typing import ParamSpec, TypeVar, cast

Given = ParamSpec("Given")
Made = TypeVar("Made")


def kept(most: int, make: Callable[Given, Made]) -> Callable[Given, Made]:
    """A pure method of an object, with so many of its latest results kept.

    The object is meant to hold this. It is not held by it: a ring would outlive the object until Python looks for
    rings, which takes it half an hour in a session, with 15 MB for each soundscape.
    """
    method = cast("MethodType", make)
    made = functools.lru_cache(most)(functools.partial(method.__func__, weakref.proxy(method.__self__)))
    return cast("Callable[Given, Made]", made)
