"""Clients that write without a pause, and keep outside the server what it acknowledged."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Event, Thread
from typing import Any

from tests.invariants.serving import Served
from tests.invariants.talking import Answer, Client

GIVE_UP_S = 60
ABANDONED_SHARE = 0.3


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A write; its key is also the name of what it makes, so that each write is found again among the events."""

    key: str
    method: str
    path: str
    body: Any
    headers: dict[str, str]

    def by(self, client: Client) -> Answer | None:
        return client.tried(self.method, self.path, self.body, Idempotency_Key=self.key, **self.headers)


@dataclass
class Memory:
    """What the clients know: `interrupted` got no answer at first, and one later; `abandoned` never asked again."""

    acknowledged: list[tuple[Asked, Answer]] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)
    abandoned: list[Asked] = field(default_factory=list)
    refused: list[Answer] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Load:
    served: Served
    token: str
    container_id: str
    kpi_id: str
    memory: Memory
    stopped: Event

    def run(self, number: int) -> None:
        """Write until told to stop. A write without an answer is sent again with its key, or given up for good."""
        client, chance = self.served.client(self.token), random.Random(number)
        for turn in count():
            if self.stopped.is_set():
                return
            asked = self._asked(number, turn)
            answer = asked.by(client)
            if answer is None and chance.random() < ABANDONED_SHARE:
                self.memory.abandoned.append(asked)
                continue
            if answer is None:
                answer = self._again(client, asked)
            self._keep(asked, answer)

    def _again(self, client: Client, asked: Asked) -> Answer:
        self.memory.interrupted.append(asked.key)
        give_up = time.monotonic() + GIVE_UP_S
        while time.monotonic() < give_up:
            answer = asked.by(client)
            if answer is not None:
                return answer
            time.sleep(0.02)
        raise TimeoutError(f"no answer to {asked.key} in {GIVE_UP_S} s")

    def _keep(self, asked: Asked, answer: Answer) -> None:
        if 200 <= answer.status < 300:
            self.memory.acknowledged.append((asked, answer))
        else:
            self.memory.refused.append(answer)

    def _asked(self, number: int, turn: int) -> Asked:
        key = f"write-{number}-{turn}"
        match turn % 3:
            case 0:
                path, body = "/v1/containers", {"name": key, "kind": "folder"}
                return Asked(key=key, method="POST", path=path, body=body, headers={})
            case 1:
                path = f"/v1/containers/{self.container_id}"
                return Asked(key=key, method="PATCH", path=path, body={"name": key}, headers={"If_Match": "*"})
            case _:
                path, body = f"/v1/kpis/{self.kpi_id}/readings", self._reading(key, number, turn)
                return Asked(key=key, method="POST", path=path, body=body, headers={})

    def _reading(self, key: str, number: int, turn: int) -> dict[str, str]:
        return {"observed_at": "2020-01-01T00:00:00Z", "value": str(number * 100_000 + turn), "key": key}


@contextmanager
def under_load(load: Load, *, threads: int) -> Iterator[None]:
    """All threads have ended after the block."""
    writers = [Thread(target=load.run, args=(number,)) for number in range(threads)]
    for writer in writers:
        writer.start()
    try:
        yield
    finally:
        load.stopped.set()
        for writer in writers:
            writer.join()
