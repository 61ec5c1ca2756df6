"""A log examined by a process of its own: which program that is, for how long, and what keeps it from a verdict."""

import ctypes
import os
import platform
import struct
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from goals.hub import Hub
from goals.identity import new_id
from projections.ledger.examining.apart import ExaminingFailed, examined_apart
from projections.ledger.examining.memory import Memory
from tests.ledger.logs import opened

EVENTS = 75
NAMES = ("json.py", "subprocess.py", "projections.py", "goals.py", "sqlalchemy.py", "sitecustomize.py", "runpy.py")


def test_nothing_that_lies_where_the_server_was_started_is_run(
    hub: Hub, migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    workspace_id = opened(hub, events=EVENTS)
    for name in NAMES:
        (tmp_path / name).write_text(f"open({str(tmp_path / 'run')!r}, 'a').write({name!r})\n")
    monkeypatch.chdir(tmp_path)
    found = examined_apart(migrated_url, workspace_id, Memory())
    assert not (tmp_path / "run").exists()
    assert (found.findings, found.size) == ((), EVENTS)


@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_a_database_that_is_named_by_where_the_server_was_started_is_found(
    hub: Hub, sqlite_path: Path, monkeypatch: pytest.MonkeyPatch
):
    workspace_id = opened(hub, events=EVENTS)
    monkeypatch.chdir(sqlite_path.parent)
    assert examined_apart(f"sqlite:///{sqlite_path.name}", workspace_id, Memory()).size == EVENTS


NUMBERS = {"x86_64": 141, "aarch64": 140}
"""Of setpriority, by machine."""
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
REFUSED, ALLOWED = 0x0005_0001, 0x7FFF_0000
"""What the kernel is told to do: to answer EPERM, and nothing."""


def may_not_step_back() -> None:
    """For this thread and what it starts, as a unit's SystemCallFilter has it."""
    number = NUMBERS[platform.machine()]
    steps = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, REFUSED), (0x06, 0, 0, ALLOWED)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    told = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(program)))
    system = ctypes.CDLL(None, use_errno=True)
    assert system.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    assert system.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, told) == 0


@pytest.mark.skipif(sys.platform != "linux" or platform.machine() not in NUMBERS, reason="seccomp is Linux's")
@pytest.mark.parametrize("engine_name", ["sqlite"], indirect=True)
def test_who_may_not_step_back_reads_the_log_all_the_same(hub: Hub, migrated_url: str):
    workspace_id = opened(hub, events=EVENTS)

    def examined() -> int:
        may_not_step_back()
        with pytest.raises(PermissionError):
            os.nice(1)
        return examined_apart(migrated_url, workspace_id, Memory()).size

    with ThreadPoolExecutor(1) as alone:
        assert alone.submit(examined).result() == EVENTS


def test_a_database_out_of_reach_is_no_verdict_and_no_failure_of_the_process():
    with pytest.raises(OSError, match="unable to open database file"):
        examined_apart("sqlite:////nowhere/goalpost.sqlite", new_id(), Memory())


def test_what_takes_too_long_is_given_up_and_said(hub: Hub, migrated_url: str):
    workspace_id = opened(hub, events=1)
    with pytest.raises(ExaminingFailed, match="more than"):
        examined_apart(migrated_url, workspace_id, Memory(), longest_s=0.01)
