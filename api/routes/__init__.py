"""The routes there are."""

from api.contract.routes import Routes
from api.routes import clock, containers, keys, kpis, workspaces

ALL: tuple[Routes, ...] = (
    containers.routes,
    kpis.routes,
    workspaces.routes,
    keys.routes,
    clock.routes,
)
"""In the order in which they are documented."""
