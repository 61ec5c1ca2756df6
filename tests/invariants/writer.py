"""One of many writers, in a process of its own: it says what was acknowledged, a line of JSON each.

Arguments: the database's URL, the workspace, a shared container, a shared KPI, its own number, how many writes.
Its writes come from four threads, so that they share transactions, and begin at the first line of standard input.
"""

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from goals.container.commands import EditContainer, OpenContainer
from goals.facts import Actor, Asked, Event, Source
from goals.hub import Hub
from goals.identity import new_id
from goals.kpi.commands import EditKpi
from goals.reading.commands import NewReading
from goals.reading.intake import prepare
from goals.vocabulary import ActorType, ContainerKind
from goals.writing import Writing
from tests.invariants.looking import hub_on

THREADS = 4
FIRST_DAY = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Writer:
    hub: Hub
    workspace_id: str
    container_id: str
    kpi_id: str
    number: int

    def write(self, turn: int) -> dict[str, Any]:
        """What was acknowledged: where it was stored."""
        if turn % 4 == 0:
            return self._read(turn)
        name = f"{self.number}/{turn}"
        command = (
            EditContainer(container_id=self.container_id, name=name),
            EditKpi(kpi_id=self.kpi_id, name=name),
            OpenContainer(container_id=new_id(), name=name, kind=ContainerKind.FOLDER),
        )[turn % 4 - 1]
        receipt = self.hub.write(self.workspace_id, lambda writing: writing.change(command, self._asked))
        (event,) = receipt.events
        return told(event)

    def _read(self, turn: int) -> dict[str, Any]:
        observed_at = FIRST_DAY + timedelta(minutes=self.number * 10_000 + turn)
        prepared = prepare(self.kpi_id, [NewReading(observed_at=observed_at, value=Decimal(turn))])

        def work(writing: Writing) -> dict[str, Any]:
            (outcome,) = writing.take_in(self.kpi_id, prepared, self._asked)
            return {"stream_id": outcome.reading_id, "version": 1, "position": writing.position}

        return self.hub.write(self.workspace_id, work)

    @property
    def _asked(self) -> Asked:
        actor = Actor(type=ActorType.SERVICE, id=f"writer-{self.number}")
        return Asked(actor=actor, source=Source(channel="cli"))


def told(event: Event) -> dict[str, Any]:
    return {"stream_id": event.stream_id, "version": event.version, "position": event.position}


def main(url: str, workspace_id: str, container_id: str, kpi_id: str, number: str, writes: str) -> None:
    hub = hub_on(url, pool_size=THREADS)
    writer = Writer(hub=hub, workspace_id=workspace_id, container_id=container_id, kpi_id=kpi_id, number=int(number))
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(THREADS) as threads:
        for acknowledged in threads.map(writer.write, range(int(writes))):
            print(json.dumps(acknowledged), flush=True)
    hub.database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
