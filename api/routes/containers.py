"""Where goals are assembled."""

from typing import Any

from api.contract.calls import Call
from api.contract.commands import Doing
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas import containers as schemas
from goals.container import commands
from goals.identity import new_id
from goals.writing import Receipt
from projections.answers import containers
from projections.answers.asking import Asking

routes = Routes("containers", "Containers")

ANSWER = schemas.ContainerAnswer()


@routes.command(
    "POST",
    "/v1/containers",
    Role.OWNER,
    body=schemas.NewContainer(),
    answer=ANSWER,
    status=201,
    location="/v1/containers/{id}",
)
def create(call: Call) -> Doing:
    """Open a container, inside another or at the top."""
    return Doing(commands.OpenContainer(container_id=new_id(), **call.body), told)


@routes.list(
    "/v1/containers",
    Role.VIEWER,
    item=schemas.ContainerItem(),
    params=schemas.ContainerParams,
    sorts=("name", "opened_at"),
    order=(("name", False),),
)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """The containers, by name.

    As known at `as_of`: names, places and archiving have no day of their own, and `on` changes nothing here.
    """
    names = ("parent_id", "kind", "archived")
    filters: dict[str, str | int] = {name: params[name] for name in names if name in params}
    return Listed.of(containers.listed(asking, page.wanted(filters)))


@routes.query("/v1/containers/{container_id}", Role.VIEWER, answer=ANSWER, versioned=True)
def show(asking: Asking, params: dict[str, Any], container_id: str) -> dict[str, Any] | None:
    """A container, and how far its goals have come together.

    It has the goals that were in it as known at `as_of`, with `on` by the end of that day; each brings in how it stood.
    """
    return containers.answer(asking, container_id)


@routes.command(
    "PATCH",
    "/v1/containers/{container_id}",
    Role.OWNER,
    body=schemas.EditContainer(),
    answer=ANSWER,
    if_match=True,
)
def edit(call: Call, container_id: str) -> Doing:
    """Change a container's name, description or limit of active goals."""
    return Doing(commands.EditContainer(container_id=container_id, **call.body), told)


@routes.command(
    "POST",
    "/v1/containers/{container_id}/move",
    Role.OWNER,
    body=schemas.MoveContainer(),
    answer=ANSWER,
    if_match=True,
)
def move(call: Call, container_id: str) -> Doing:
    """Hang a container under another one, or under none."""
    return Doing(commands.MoveContainer(container_id=container_id, **call.body), told)


@routes.command(
    "POST",
    "/v1/containers/{container_id}/archive",
    Role.OWNER,
    body=schemas.ArchiveContainer(),
    answer=ANSWER,
    if_match=True,
)
def archive(call: Call, container_id: str) -> Doing:
    """Put no goal into a container any more. Refused while goals are active in it."""
    return Doing(commands.ArchiveContainer(container_id=container_id, **call.body), told)


def told(asking: Asking, receipt: Receipt) -> dict[str, Any] | None:
    return containers.answer(asking, receipt.stream_id)
