"""What is exported, of which moment, for whom."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from api.contract.archives import Taking
from api.contract.doors import Doors
from api.contract.moments import Moment
from goals.database import Rows
from goals.event_log import seen
from goals.facts import Asked
from goals.workspace.state import Workspace
from projections.answers.asking import Asking
from projections.ledger.bundle.errors import SeedWithoutSample
from projections.ledger.bundle.selecting import selection_of
from projections.ledger.bundle.selection import Selection

SEED_BYTES = 8
PATH = "/v1/ledger/bundle"
FILTERS = ("goal", "types", "from", "to", "actor", "sample")
"""Without any of them, all that the log has is exported."""


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """How many changes are drawn, and by which seed."""

    size: int
    seed: str


@dataclass(frozen=True, kw_only=True)
class Export:
    """`said` are the parameters as they were sent, the purpose left out; with it they are `asked`."""

    doors: Doors
    workspace_id: str
    workspace: Workspace
    moment: Moment
    on: str
    selection: Selection
    drawing: Drawing | None
    said: Mapping[str, str]
    purpose: str
    by: Asked

    @property
    def asked(self) -> Mapping[str, str]:
        return {**self.said, "purpose": self.purpose}

    @property
    def position(self) -> int:
        """The log's last one, as far as it is exported."""
        return self.moment.position

    @property
    def is_complete(self) -> bool:
        return not any(name in self.said for name in FILTERS)

    @contextmanager
    def reading(self) -> Iterator[Rows]:
        """A snapshot, of whatever was recorded meanwhile too."""
        with self.doors.database.reading() as rows:
            seen(rows, self.workspace_id)
            yield rows

    @contextmanager
    def asking(self) -> Iterator[Asking]:
        """A snapshot of the moment."""
        with self.doors.database.reading() as rows:
            moment = self.moment
            yield self.doors.asking(rows, self.workspace_id, position=moment.position, as_of=moment.as_of, on=moment.on)


def export_of(taking: Taking, params: Mapping[str, Any]) -> Export:
    """Raises NotFound, NoSuchMoment, EndsBeforeItBegins, SeedWithoutSample."""
    asking = taking.asking
    selection = selection_of(
        asking,
        first=params.get("from_"),
        last=params.get("to"),
        goal_id=params.get("goal"),
        types=params.get("types", ()),
        actor_id=params.get("actor"),
    )
    return Export(
        doors=taking.doors,
        workspace_id=asking.workspace_id,
        workspace=asking.workspace,
        moment=taking.moment,
        on=asking.on.isoformat(),
        selection=selection,
        drawing=_drawing(params),
        said={name: said for name, said in taking.said.items() if name != "purpose"},
        purpose=params["purpose"],
        by=taking.by,
    )


def _drawing(params: Mapping[str, Any]) -> Drawing | None:
    if "sample" not in params:
        if "seed" in params:
            raise SeedWithoutSample
        return None
    return Drawing(size=params["sample"], seed=params.get("seed") or token_hex(SEED_BYTES))
