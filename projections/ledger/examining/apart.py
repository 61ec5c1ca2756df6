"""A log examined by a process of its own, of low priority: whoever waits for it takes no time from anybody else."""

import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from goals.database import Database
from goals.ledger.notes import verifier_key
from projections.ledger.examining.examining import Examined, examine
from projections.ledger.examining.memory import Memory
from projections.ledger.examining.reach import is_out_of_reach
from projections.ledger.verifier.finding import Finding

NICENESS = 10
LONGEST_S = 1_800.0
"""Far more than the longest log takes that anybody waits for."""
BESIDE = Path(__file__).parents[3]
"""Where the packages are that this process runs."""
PROGRAM = f"import sys; sys.path.append(sys.argv[1]); from {__name__} import main; main()"


OUT_OF_REACH = 75
"""The exit code of one that could not read the log just now, and tells nothing about what stands in it."""


class ExaminingFailed(Exception):
    """The process ended without a verdict, and this is what it said last; or it did not end in time."""


def examined_apart(database_url: str, workspace_id: str, memory: Memory, *, longest_s: float = LONGEST_S) -> Examined:
    """As `examine`; given up after `longest_s` seconds. Raises ExaminingFailed, and OSError if it is out of reach."""
    asked = {"url": database_url, "workspace_id": workspace_id, "memory": _told(memory)}
    try:
        done = subprocess.run(
            # Not `-m`: it would look in the directory the server was started in before anywhere else.
            [sys.executable, "-P", "-c", PROGRAM, str(BESIDE)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            check=False,
            timeout=longest_s,
        )
    except subprocess.TimeoutExpired as error:
        raise ExaminingFailed(f"it took more than {longest_s:g} seconds") from error
    said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    if done.returncode == OUT_OF_REACH:
        raise OSError(said)
    if done.returncode != 0:
        raise ExaminingFailed(said or f"it ended with {done.returncode}")
    return _examined(json.loads(done.stdout))


def main() -> None:
    """What is asked on the standard input is answered on the standard output."""
    step_back(NICENESS)
    asked = json.load(sys.stdin)
    database = Database(asked["url"], pool_size=1)
    try:
        found = examine(database, asked["workspace_id"], _memory(asked["memory"]))
    except Exception as error:
        if not is_out_of_reach(error):
            raise
        sys.stderr.write(f"{type(error).__name__}: {error}".replace("\n", " "))
        sys.exit(OUT_OF_REACH)
    json.dump(_said(found), sys.stdout)


def step_back(niceness: int) -> None:
    """Let others go first, where the system allows to: who may not works all the same."""
    with suppress(OSError):
        os.nice(niceness)


def _told(memory: Memory) -> dict[str, Any]:
    return {**asdict(memory), "keys": [str(key) for key in memory.keys]}


def _memory(told: Mapping[str, Any]) -> Memory:
    return Memory(**{**told, "keys": tuple(map(verifier_key, told["keys"]))})


def _said(found: Examined) -> dict[str, Any]:
    return {**asdict(found), "root": None if found.root is None else b64encode(found.root).decode()}


def _examined(said: Mapping[str, Any]) -> Examined:
    findings = tuple(
        Finding(each["what"], tuple((first, last) for first, last in each["positions"]), each["said"])
        for each in said["findings"]
    )
    root = None if said["root"] is None else b64decode(said["root"])
    return Examined(**{**said, "findings": findings, "unknown": tuple(said["unknown"]), "root": root})
