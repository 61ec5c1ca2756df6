"""Readings on their way in: one, or a list with an outcome for each of its rows."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from api.contract.bodies import Wrong, invalid
from api.contract.calls import Call
from api.contract.commands import Reply, asking_after
from api.contract.problems import STATUS, family, members_of
from goals.errors import Fault, GoalpostError, Refused
from goals.keyring import Opener
from goals.plausibility import STEPS, Steps
from goals.quantity import plain
from goals.reading.commands import NewReading
from goals.reading.errors import ReadingConflict
from goals.reading.facts import ReadingRecorded
from goals.reading.intake import Fate, Outcome, Prepared, prepare
from goals.writing import Writing
from projections.answers import readings
from projections.readings import Series

CONFLICT = "conflict"
OUTCOMES = ("created", "duplicate", CONFLICT, "failed")

Told = dict[str, Any]


class BatchRefused(Refused):
    """Some rows contradict what is recorded already, and the list was to be taken whole or not at all."""

    mend = "Take the rows that `errors` points at out of the list, or send it without `atomic=true`."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"Nothing was recorded: {len(faults)} places in the list stand in the way.")
        self._faults = tuple(faults)

    @property
    def faults(self) -> tuple[Fault, ...]:
        return self._faults


@dataclass(frozen=True)
class TakingOne:
    kpi_id: str
    prepared: Prepared

    def perform(self, writing: Writing, call: Call) -> Reply:
        (outcome,) = writing.take_in(self.kpi_id, [self.prepared], call.asked)
        if outcome.error is not None:
            raise outcome.error
        told = self._told(writing, call, outcome)
        warnings = _warnings(writing, self.kpi_id, [outcome])
        return Reply(
            body={**told, "warnings": warnings.get(outcome.reading_id, [])},
            position=writing.position,
            version=told["version"],
            has_made=outcome.event is not None,
            events=() if outcome.event is None else (outcome.event,),
        )

    def _told(self, writing: Writing, call: Call, outcome: Outcome) -> Told:
        if outcome.event is None:
            standing = readings.answer(asking_after(writing, call), outcome.reading_id)
            assert standing is not None, f"{outcome.reading_id} is a duplicate"
            return standing
        return readings.recorded(
            outcome.event,
            position=writing.position,
            recorded_at=writing.now,
            open_text=Opener(call.doors.keyring_with(writing.rows), writing.workspace_id, call.opened),
        )


@dataclass(frozen=True)
class TakingMany:
    """`rows` are the list as it was sent: what did not load is in its place, as Wrong."""

    kpi_id: str
    rows: Sequence[NewReading | Wrong]
    prepared: Sequence[Prepared]

    @classmethod
    def of(cls, kpi_id: str, rows: Sequence[NewReading | Wrong]) -> "TakingMany":
        return cls(kpi_id, rows, prepare(kpi_id, [row for row in rows if not isinstance(row, Wrong)]))

    def perform(self, writing: Writing, call: Call) -> Reply:
        outcomes = writing.take_in(self.kpi_id, self.prepared, call.asked)
        if call.params["atomic"]:
            _require_all(self.rows, outcomes)
        warnings = _warnings(writing, self.kpi_id, outcomes)
        taken = iter(outcomes)
        items = [
            _wrong_row(n, row) if isinstance(row, Wrong) else _row(n, next(taken), warnings)
            for n, row in enumerate(self.rows)
        ]
        counts = Counter(item["outcome"] for item in items)
        body = {
            "items": items,
            "summary": {name: counts[name] for name in OUTCOMES},
            "position": writing.position,
        }
        events = tuple(outcome.event for outcome in outcomes if outcome.event is not None)
        return Reply(body=body, position=writing.position, status=HTTPStatus.MULTI_STATUS.value, events=events)


def _row(index: int, outcome: Outcome, warnings: Mapping[str, list[Told]]) -> Told:
    if outcome.error is None:
        made = outcome.fate is Fate.CREATED
        row: Told = {
            "index": index,
            "status": 201 if made else 200,
            "outcome": outcome.fate.value,
            "id": outcome.reading_id,
        }
        found = warnings.get(outcome.reading_id) if made else None
        return {**row, "warnings": found} if found else row
    conflicts = isinstance(outcome.error, ReadingConflict)
    problem = members_of(outcome.error)
    return {
        "index": index,
        "status": problem["status"],
        "outcome": CONFLICT if conflicts else outcome.fate.value,
        "id": outcome.reading_id if conflicts else None,
        "problem": problem,
    }


def _wrong_row(index: int, wrong: Wrong) -> Told:
    problem = members_of(invalid(wrong))
    return {"index": index, "status": problem["status"], "outcome": "failed", "id": None, "problem": problem}


def _require_all(rows: Sequence[NewReading | Wrong], outcomes: Sequence[Outcome]) -> None:
    """Raises Problem where a row can never be right, else BatchRefused where one contradicts what stands."""
    taken = iter(outcomes)
    errors = [(n, row if isinstance(row, Wrong) else next(taken).error) for n, row in enumerate(rows)]
    faults = [fault._replace(pointer=f"/{n}{fault.pointer}") for n, error in errors for fault in _faults_of(error)]
    if not faults:
        return
    if all(error is None or _is_refusal(error) for _, error in errors):
        raise BatchRefused(faults)
    raise invalid(faults)


def _faults_of(error: GoalpostError | Wrong | None) -> Sequence[Fault]:
    if error is None:
        return ()
    return error if isinstance(error, Wrong) else error.faults


def _is_refusal(error: GoalpostError | Wrong) -> bool:
    return isinstance(error, GoalpostError) and STATUS[family(type(error))] is HTTPStatus.CONFLICT


def _warnings(writing: Writing, kpi_id: str, outcomes: Sequence[Outcome]) -> dict[str, list[Told]]:
    """By reading: a list's rows are held against what was read before the first of them, and against each other."""
    told = [(outcome.reading_id, outcome.event.fact) for outcome in outcomes if outcome.event is not None]
    made = [(reading_id, fact) for reading_id, fact in told if isinstance(fact, ReadingRecorded)]
    if not made:
        return {}
    made.sort(key=lambda one: one[1].observed_at)
    first = made[0][1]
    series = Series(writing.workspace_id, kpi_id, first.series, writing.position - len(made))
    earlier = series.latest(writing.rows, before=first.observed_at, most=STEPS + 1)
    steps = Steps([each.value for each in reversed(earlier)])
    jumps = [(reading_id, steps.jump(fact.value)) for reading_id, fact in made]
    return {reading_id: [_warning(*jump)] for reading_id, jump in jumps if jump is not None}


def _warning(size: Decimal, largest: Decimal) -> Told:
    detail = (
        f"This is {plain(size)} away from the reading before it; the largest of the last {STEPS} steps was"
        f" {plain(largest)}. It was recorded: correct or void it if it is wrong."
    )
    return {"code": "implausible-jump", "detail": detail}
