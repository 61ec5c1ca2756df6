"""The routes there are."""

from api.contract.routes import Routes
from api.routes import (
    acknowledging,
    analysis,
    clock,
    containers,
    cycles,
    feed,
    flags,
    goals,
    keys,
    kpis,
    milestones,
    readings,
    replay,
    reports,
    retargets,
    reviews,
    said,
    trail,
    waivers,
    workspaces,
)

ALL: tuple[Routes, ...] = (
    containers.routes,
    kpis.routes,
    readings.routes,
    goals.routes,
    retargets.routes,
    said.routes,
    waivers.routes,
    acknowledging.routes,
    milestones.routes,
    analysis.routes,
    flags.routes,
    trail.routes,
    reports.routes,
    replay.routes,
    feed.routes,
    reviews.routes,
    workspaces.routes,
    cycles.routes,
    keys.routes,
    clock.routes,
)
"""In the order in which they are documented."""
