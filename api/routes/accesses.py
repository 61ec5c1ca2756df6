"""Who looked, and who was refused."""

from collections.abc import Mapping
from typing import Any

from api.contract import accesses
from api.contract.accesses import Action, Entry
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas.access_sheet import ACCESS_LOG
from api.schemas.accesses import AccessAnswer, AccessParams
from goals.instants import from_us, to_us
from goals.window import day_end, day_start
from projections.answers.asking import Asking
from projections.answers.forms import instant

routes = Routes("accesses", "Access log")


@routes.list(
    "/v1/access-log",
    Role.AUDITOR,
    item=AccessAnswer(),
    params=AccessParams,
    moment=False,
    sheet=ACCESS_LOG,
    accessed=Action.ACCESS,
)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """Who read the trail or a report about it, exported, verified, or was refused something: the newest first.

    Of a key that was revoked or has expired, each use is told as well. To read this is recorded, too. It is no part of
    the goals' log: it is told as it is, and at no other moment.
    """
    chosen = _filters(asking, params)
    if page.after is not None:
        last_at, last_id = page.after
        chosen.update(last_at=last_at, last_id=last_id)
    found = accesses.entries(asking.rows, asking.workspace_id, chosen, most=page.limit + 1)
    shown = found[: page.limit]
    after: list[str | int] | None = [shown[-1].at, shown[-1].entry_id] if len(found) > page.limit else None
    return Listed([_told(entry) for entry in shown], after)


def _filters(asking: Asking, params: Mapping[str, Any]) -> dict[str, str | int]:
    """As `accesses.entries` takes them."""
    tz = asking.workspace.policy.tz
    chosen: dict[str, str | int] = {name: params[name] for name in ("actor", "action") if name in params}
    if "from_" in params:
        chosen["since"] = to_us(day_start(params["from_"], tz))
    if "to" in params:
        chosen["before"] = to_us(day_end(params["to"], tz))
    if "denied" in params:
        chosen["only" if params["denied"] else "but"] = Action.DENIED
    return chosen


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.entry_id,
        "at": instant(from_us(entry.at)),
        "action": entry.action.value,
        "actor": {"type": entry.actor_type, "id": entry.actor_id},
        "on_behalf_of": entry.on_behalf_of,
        "credential": entry.credential,
        "role": entry.role,
        "channel": entry.channel,
        "ip": entry.ip,
        "request_id": entry.request_id,
        "method": entry.method,
        "path": entry.path,
        "asked": entry.asked,
        "status": entry.status,
    }
