"""Many processes write to one workspace at once."""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest

from goals.container.commands import OpenContainer
from goals.facts import Actor, Asked, Source
from goals.identity import new_id
from goals.kpi.commands import DefineKpi
from goals.kpi.facts import Measure
from goals.vocabulary import ActorType, Aggregation, ContainerKind, UnitKind, ValueKind, WorkspaceKind
from tests.invariants.looking import hub_on, require_rebuilt_equal, require_sound
from tests.invariants.serving import ROOT
from tests.soak import scale

PROCESSES = 8
WRITES = scale(100, 2_000)
ASKED = Asked(actor=Actor(type=ActorType.USER, id="ana"), source=Source(channel="cli"))
MEASURE = Measure(
    unit="items",
    unit_kind=UnitKind.COUNT,
    scale=0,
    value_kind=ValueKind.LEVEL,
    aggregation=Aggregation.LAST,
)


def opened(url: str) -> tuple[str, str, str]:
    """A workspace, and a container and a KPI in it."""
    with closing((hub := hub_on(url)).database):
        workspace_id = hub.open_workspace(name="Shared", kind=WorkspaceKind.LIVE, asked=ASKED)
        container = OpenContainer(container_id=new_id(), name="Ours", kind=ContainerKind.FOLDER)
        kpi = DefineKpi(kpi_id=new_id(), key="ours", name="Ours", measure=MEASURE)
        hub.write(workspace_id, lambda writing: writing.change(container, ASKED))
        hub.write(workspace_id, lambda writing: writing.change(kpi, ASKED))
    return workspace_id, container.container_id, kpi.kpi_id


def writer(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.invariants.writer", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)


def acknowledged(processes: Sequence[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    """What all of them were told, having begun together."""
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [json.loads(line) for process in processes for line in process.communicate()[0].splitlines()]
    assert [process.returncode for process in processes] == [0] * len(processes)
    return told


@pytest.mark.soak
def test_every_acknowledged_write_is_stored_once_and_the_log_has_no_gaps(migrated_url: str):
    shared = opened(migrated_url)
    told = acknowledged([writer(migrated_url, *shared, str(n), str(WRITES)) for n in range(PROCESSES)])
    assert len(told) == PROCESSES * WRITES
    events = require_sound(migrated_url, shared[0])
    stored = {(event["stream_id"], event["version"]): event["position"] for event in events}
    assert len(events) == len(stored) == PROCESSES * WRITES + 3
    assert {(each["stream_id"], each["version"]): each["position"] for each in told}.items() <= stored.items()
    assert len({each["position"] for each in told}) == len(told)
    require_rebuilt_equal(migrated_url, shared[0])
