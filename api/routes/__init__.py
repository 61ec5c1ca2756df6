"""The routes there are."""

from api.contract.routes import Routes
from api.routes import clock, keys

ALL: tuple[Routes, ...] = (keys.routes, clock.routes)
"""In the order in which they are documented."""
