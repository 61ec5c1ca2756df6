"""Two logs that were signed, and their signer started anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from goals.hub import Hub
from projections.ledger.signer.extending import REST_S
from projections.ledger.signer.home import Home
from projections.ledger.signer.signing import Signer
from tests.invariants.looking import hub_on
from tests.ledger.logs import opened
from tests.ledger.watched import Before, Watched

ONE, OTHER = 5, 4


@dataclass(frozen=True)
class Place:
    """The logs have ONE and OTHER events."""

    url: str
    hub: Hub
    home: Home
    one: str
    other: str

    @contextmanager
    def signer(self, *, rest_s: float = REST_S) -> Iterator[Signer]:
        with self.watched(rest_s=rest_s) as (signer, _):
            yield signer

    @contextmanager
    def watched(
        self, before: Before = lambda prepared, values: None, *, rest_s: float = REST_S
    ) -> Iterator[tuple[Signer, Watched]]:
        """And what it reads."""
        database = Watched(self.url, before)
        yield Signer(database, self.home, rest_s=rest_s), database  # type: ignore[arg-type]
        database.close()

    def memory(self, workspace_id: str) -> Path:
        return self.home.log(workspace_id) / "1"

    def sizes(self, signer: Signer) -> dict[str, int]:
        return {each: log["size"] for each, log in signer.status()["logs"].items()}


@pytest.fixture
def place(migrated_url: str, signer_home: Path) -> Iterator[Place]:
    hub = hub_on(migrated_url)
    one, other = opened(hub, events=ONE, name="one"), opened(hub, events=OTHER, name="other")
    made = Place(migrated_url, hub, Home(signer_home), one, other)
    with made.signer() as signer:
        signer.sign_new()
    yield made
    hub.database.close()
