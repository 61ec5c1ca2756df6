"""What is measured."""

from typing import Any

from api.contract.calls import Call
from api.contract.commands import Doing
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.schemas import kpis as schemas
from goals.kpi import commands
from goals.writing import Receipt
from projections.answers import kpis
from projections.answers.asking import Asking

routes = Routes("kpis", "KPIs")

ANSWER = schemas.KpiAnswer()


@routes.command(
    "POST",
    "/v1/kpis",
    Role.OWNER,
    body=schemas.NewKpi(),
    answer=ANSWER,
    status=201,
    location="/v1/kpis/{id}",
)
def create(call: Call) -> Doing:
    """Define what is measured, in which unit, and how its readings combine."""
    return Doing(call.body, told)


@routes.list(
    "/v1/kpis",
    Role.VIEWER,
    item=schemas.KpiItem(),
    params=schemas.KpiParams,
    sorts=("key", "name", "defined_at"),
    order=(("key", False),),
)
def index(asking: Asking, params: dict[str, Any], page: Page) -> Listed:
    """The KPIs, by key.

    As known at `as_of`: definitions have no day of their own, and `on` changes nothing here.
    """
    names = ("key", "unit_kind", "value_kind", "retired")
    filters: dict[str, str | int] = {name: params[name] for name in names if name in params}
    return Listed.of(kpis.listed(asking, page.wanted(filters)))


@routes.query("/v1/kpis/{kpi_id}", Role.VIEWER, answer=ANSWER, versioned=True)
def show(asking: Asking, params: dict[str, Any], kpi_id: str) -> dict[str, Any] | None:
    """A KPI, with all its series that were defined by `as_of`; `on` changes nothing here."""
    return kpis.answer(asking, kpi_id)


@routes.command("PATCH", "/v1/kpis/{kpi_id}", Role.OWNER, body=schemas.EditKpi(), answer=ANSWER, if_match=True)
def edit(call: Call, kpi_id: str) -> Doing:
    """Change a KPI's name or description; how it is measured is redefined."""
    return Doing(commands.EditKpi(kpi_id=kpi_id, **call.body), told)


@routes.command(
    "POST",
    "/v1/kpis/{kpi_id}/redefine",
    Role.OWNER,
    body=schemas.RedefineKpi(),
    answer=ANSWER,
    if_match=True,
)
def redefine(call: Call, kpi_id: str) -> Doing:
    """Measure something else from here on: a new series, and a retarget of the goals it touches."""
    return Doing(commands.RedefineKpi(kpi_id=kpi_id, **call.body), told)


@routes.command(
    "POST",
    "/v1/kpis/{kpi_id}/retire",
    Role.OWNER,
    body=schemas.RetireKpi(),
    answer=ANSWER,
    if_match=True,
)
def retire(call: Call, kpi_id: str) -> Doing:
    """Take no reading any more. Refused while goals in pursuit are measured by it."""
    return Doing(commands.RetireKpi(kpi_id=kpi_id, **call.body), told)


def told(asking: Asking, receipt: Receipt) -> dict[str, Any] | None:
    return kpis.answer(asking, receipt.stream_id)
