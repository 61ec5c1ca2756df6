"""How often Python looks for what refers to itself in circles and is used no more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (20_000, 20, 50)


@contextmanager
def seldom_looked_for() -> Iterator[None]:
    """For work that makes very many objects, and none that refer to themselves."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
