"""The log, or a part of it, to be taken away and checked."""

from functools import partial
from typing import Any

from api.bundling.export import PATH, export_of
from api.bundling.writing import pieces
from api.contract.accesses import Action
from api.contract.archives import Archive, Taking
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas.bundle import BundleParams

routes = Routes("bundles", "Proof")

TAR = "application/x-tar"
NAME = "goalpost-bundle"


@routes.archive(PATH, Role.AUDITOR, also=(Role.ADMIN,), file=TAR, params=BundleParams, accessed=Action.EXPORT)
def take(taking: Taking, params: dict[str, Any]) -> Archive:
    """All that was recorded, or a part of it, with everything that is needed to check it offline.

    The events byte for byte, every leaf hash, signed checkpoints, proofs, the trail as CSV and as a spreadsheet, and a
    signed manifest. `as_of` ends the log at a moment; with `on` the trail has what was in effect by that day, and the
    events are all there. Personal text stays sealed. A file whose end is missing was broken off: it is no bundle.
    """
    export = export_of(taking, params)
    return Archive(name=f"{NAME}-{export.position}.tar", pieces=partial(pieces, export))
