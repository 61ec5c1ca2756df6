"""Applications for the tests: one's routes, which take longest to make, serve many in turn."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from api.app import furnish, routed
from api.contract.doors import opened
from api.settings import Settings

_free: list[Flask] = []


@contextmanager
def serving(settings: Settings) -> Iterator[Flask]:
    """An application like `create_app`'s, for the block: then its doors are closed, and its routes are another's."""
    app = _free.pop() if _free else routed()
    doors = opened(settings)
    furnish(app, doors)
    try:
        yield app
    finally:
        doors.close()
        _free.append(app)
