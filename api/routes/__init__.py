"""The routes there are."""

from api.contract.routes import Routes
from api.routes import clock, containers, feed, goals, keys, kpis, milestones, readings, said, trail, workspaces

ALL: tuple[Routes, ...] = (
    containers.routes,
    kpis.routes,
    readings.routes,
    goals.routes,
    said.routes,
    milestones.routes,
    trail.routes,
    feed.routes,
    workspaces.routes,
    keys.routes,
    clock.routes,
)
"""In the order in which they are documented."""
