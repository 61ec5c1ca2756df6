"""What was observed of a KPI: recorded, corrected, voided, and never forgotten."""

from typing import Any

from api.contract.accesses import Action
from api.contract.calls import Call
from api.contract.commands import Doing
from api.contract.pages import Listed, Page
from api.contract.roles import Role
from api.contract.routes import Routes
from api.routes.intake import TakingMany, TakingOne
from api.schemas import readings as schemas
from goals.reading import commands
from goals.reading.intake import prepare
from goals.writing import Receipt
from projections.answers import readings
from projections.answers.asking import Asking

routes = Routes("readings", "Readings")

ANSWER = schemas.ReadingAnswer()
MOST_ROWS = 10_000


@routes.command(
    "POST",
    "/v1/kpis/{kpi_id}/readings",
    Role.CONTRIBUTOR,
    body=schemas.RecordReading(),
    answer=schemas.IntakeAnswer(),
    params=schemas.IntakeParams,
    status=201,
    dry_run=True,
    most_rows=MOST_ROWS,
    other_statuses={207: "A list was taken in: every row has an outcome of its own."},
)
def record(call: Call, kpi_id: str) -> TakingOne | TakingMany:
    """Record what was observed: one reading, or a list of them.

    The same reading again is a duplicate, and answers 200. Of a list every row has its own status; with `atomic=true`
    all are recorded, or none.
    """
    if isinstance(call.body, list):
        return TakingMany.of(kpi_id, call.body)
    return TakingOne(kpi_id, prepare(kpi_id, [call.body])[0])


@routes.list("/v1/kpis/{kpi_id}/readings", Role.VIEWER, item=schemas.ReadingItem(), params=schemas.ReadingParams)
def index(asking: Asking, params: dict[str, Any], page: Page, kpi_id: str) -> Listed | None:
    """The readings of a KPI that are believed, oldest observation first; voided ones are left out.

    Believed at `as_of`, and observed by the end of the day `on`.
    """
    series, after = params.get("series"), page.after
    part = readings.Part(
        series=None if series is None else int(series),
        since=params.get("from_"),
        until=params.get("to"),
        after=None if after is None else (int(after[0]), int(after[1])),
        limit=page.limit,
    )
    found = readings.page(asking, kpi_id, part)
    return None if found is None else Listed(*found)


@routes.query("/v1/readings/{reading_id}", Role.VIEWER, answer=ANSWER, versioned=True, accessed=Action.TRAIL)
def show(asking: Asking, params: dict[str, Any], reading_id: str) -> dict[str, Any] | None:
    """A reading, with every version it had by `as_of`."""
    return readings.answer(asking, reading_id)


@routes.command(
    "POST",
    "/v1/readings/{reading_id}/corrections",
    Role.CONTRIBUTOR,
    body=schemas.CorrectReading(),
    answer=ANSWER,
    accessed=Action.TRAIL,
)
def correct(call: Call, reading_id: str) -> Doing:
    """Say what the value really was. What was believed before stays readable."""
    return Doing(commands.CorrectReading(reading_id=reading_id, **call.body), told)


@routes.command(
    "POST",
    "/v1/readings/{reading_id}/void",
    Role.CONTRIBUTOR,
    body=schemas.VoidReading(),
    answer=ANSWER,
    accessed=Action.TRAIL,
)
def void(call: Call, reading_id: str) -> Doing:
    """Say that there was no such observation. It counts no more, and stays readable."""
    return Doing(commands.VoidReading(reading_id=reading_id, **call.body), told)


def told(asking: Asking, receipt: Receipt) -> dict[str, Any] | None:
    return readings.answer(asking, receipt.stream_id)
