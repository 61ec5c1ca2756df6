"""Workers are killed while they write: nothing acknowledged is lost, nothing half-written is seen."""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import psutil
import pytest

from api.contract.roles import Role
from api.contract.tables import contract
from goals.vocabulary import WorkspaceKind
from tests.invariants.killable import AFTER_COMMIT, HOME, POINTS
from tests.invariants.load import Load, Memory, under_load
from tests.invariants.looking import Row, require_rebuilt_equal, require_sound, rows_of
from tests.invariants.requests import proposed
from tests.invariants.seeding import Seeded, seeded
from tests.invariants.serving import Served, serving
from tests.invariants.talking import Answer, Client
from tests.soak import scale

KILLS = scale(6, 200)
THREADS = 8
WRITES_BETWEEN = 30
ANY_MOMENT = "any moment"
DIES_WITHIN_S = 30
PREFIX = "write-"


@dataclass(frozen=True, kw_only=True)
class Mortal:
    """A server whose workers can be killed."""

    served: Served
    seeded: Seeded
    home: Path

    def client(self, role: Role) -> Client:
        """With a connection of its own, to a worker that is there."""
        return self.served.client(self.seeded.tokens[role])

    def kill_at(self, point: str) -> None:
        """One worker dies there, and another takes its place."""
        before = self._workers()
        if point == ANY_MOMENT:
            os.kill(random.choice(before).pid, signal.SIGKILL)
        else:
            (self.home / point).touch()
        give_up = time.monotonic() + DIES_WITHIN_S
        while set(self._workers()) == set(before) or len(self._workers()) < len(before):
            assert time.monotonic() < give_up, f"no worker died at {point}: {self.served.log.read_text()[-2000:]}"
            time.sleep(0.01)

    def _workers(self) -> list[psutil.Process]:
        return [each for each in psutil.Process(self.served.pid).children() if is_alive(each)]


def is_alive(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def mortal(migrated_url: str, tmp_path: Path) -> Iterator[Mortal]:
    with serving(migrated_url, home=tmp_path, environ={HOME: str(tmp_path)}) as served:
        yield Mortal(served=served, seeded=seeded(migrated_url, kind=WorkspaceKind.LIVE), home=tmp_path)


def load_on(mortal: Mortal) -> Load:
    client = mortal.client(Role.ADMIN)
    container = client.post("/v1/containers", {"name": "Ours", "kind": "folder"})
    kpi = client.post("/v1/kpis", {"key": "ours", "name": "Ours", **MEASURE})
    return Load(
        served=mortal.served,
        token=mortal.seeded.tokens[Role.ADMIN],
        container_id=container["id"],
        kpi_id=kpi["id"],
        memory=Memory(),
        stopped=Event(),
    )


MEASURE = {"unit": "items", "unit_kind": "count", "scale": 0, "value_kind": "level", "aggregation": "last"}


def kill_under_load(mortal: Mortal, load: Load) -> None:
    with under_load(load, threads=THREADS):
        for number in range(KILLS):
            wait_for_writes(load, WRITES_BETWEEN)
            time.sleep(random.random() * 0.1)
            mortal.kill_at([*POINTS, ANY_MOMENT][number % (len(POINTS) + 1)])
        wait_for_writes(load, WRITES_BETWEEN)


def wait_for_writes(load: Load, count: int) -> None:
    enough, give_up = len(load.memory.acknowledged) + count, time.monotonic() + DIES_WITHIN_S
    while len(load.memory.acknowledged) < enough:
        assert time.monotonic() < give_up, "nothing is acknowledged any more"
        time.sleep(0.005)


def written_by(event: Row) -> str | None:
    """The key of the write that an event came from."""
    fact = json.loads(bytes(event["state"]))["fact"]
    key = fact.get("key") or fact.get("name")
    return key if isinstance(key, str) and key.startswith(PREFIX) else None


def require_nothing_lost(memory: Memory, events: Sequence[Row]) -> None:
    """Each acknowledged write is one event, where its answer said it is; an abandoned one is there once or not."""
    stored = {key: event for event in events if (key := written_by(event)) is not None}
    counted = Counter(key for event in events if (key := written_by(event)) is not None)
    assert set(counted.values()) == {1}
    for asked, answer in memory.acknowledged:
        event = stored[asked.key]
        assert (event["stream_id"], event["position"]) == (answer.json["id"], answer.json["position"])
    known = {asked.key for asked, _ in memory.acknowledged} | {asked.key for asked in memory.abandoned}
    assert stored.keys() <= known


def require_nothing_half(mortal: Mortal, load: Load, events: Sequence[Row]) -> None:
    """Events, remembered answers and read models tell of the same writes."""
    url, workspace_id = mortal.served.database_url, mortal.seeded.workspace_id
    remembered = {row["key"] for row in rows_of(url, contract, "idempotency", workspace_id)}
    assert remembered == {key for event in events if (key := written_by(event)) is not None}
    require_rebuilt_equal(url, workspace_id)


def require_replayed(mortal: Mortal, load: Load) -> None:
    """Whoever asks again hears what was answered."""
    client, interrupted = mortal.served.client(load.token), set(load.memory.interrupted)
    again = [(asked, answer) for asked, answer in load.memory.acknowledged if asked.key in interrupted]
    for asked, answer in [*again, *load.memory.acknowledged[-20:]]:
        replayed = asked.by(client)
        assert replayed is not None
        assert (replayed.status, replayed.body) == (answer.status, answer.body)
        assert replayed.headers["idempotency-replayed"] == "true"
    for asked in load.memory.abandoned:
        completed = asked.by(client)
        assert completed is not None
        load.memory.acknowledged.append((asked, completed))


@pytest.mark.soak
def test_workers_killed_while_they_write_lose_nothing_and_leave_nothing_half(mortal: Mortal, engine_name: str):
    load = load_on(mortal)
    kill_under_load(mortal, load)
    memory, url, workspace_id = load.memory, mortal.served.database_url, mortal.seeded.workspace_id
    assert memory.refused == []
    events = require_sound(url, workspace_id)
    require_nothing_lost(memory, events)
    require_nothing_half(mortal, load, events)
    told = f"{len(memory.interrupted)} sent again after no answer, {len(memory.abandoned)} never"
    require_replayed(mortal, load)
    require_nothing_lost(memory, require_sound(url, workspace_id))
    print(f"{engine_name}: {KILLS} kills, {len(memory.acknowledged)} writes acknowledged, {told}: none lost, none half")


def approved_at_last(client: Client, path: str) -> Answer:
    """Sent again with the same key until somebody answers."""
    give_up = time.monotonic() + DIES_WITHIN_S
    while time.monotonic() < give_up:
        answer = client.tried("POST", f"{path}/approve", {}, If_Match="*", Idempotency_Key=path)
        if answer is not None:
            return answer
    raise TimeoutError(f"no answer about {path} in {DIES_WITHIN_S} s")


@pytest.mark.parametrize("point", POINTS)
def test_an_approval_whose_worker_dies_is_sent_again_and_moves_the_goal_once(mortal: Mortal, point: str):
    path = f"/v1/retargets/{proposed(mortal.client(Role.ADMIN))}"
    (mortal.home / point).touch()
    answer = approved_at_last(mortal.client(Role.APPROVER), path)
    assert not (mortal.home / point).exists()
    assert (answer.status, answer.json["state"]) == (200, "approved")
    assert answer.headers.get("idempotency-replayed") == ("true" if point == AFTER_COMMIT else None)
    moves = mortal.client(Role.VIEWER).get(f"/v1/goals/{answer.json['goal_id']}/trail")["items"]
    assert [move["event_id"] for move in moves] == [answer.json["retarget_id"]]
    require_sound(mortal.served.database_url, mortal.seeded.workspace_id)
    require_rebuilt_equal(mortal.served.database_url, mortal.seeded.workspace_id)
