"""A log examined by a process of its own, of low priority: whoever waits for it takes no time from anybody else."""

import json
import os
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from goals.database import Database
from goals.ledger.notes import verifier_key
from projections.ledger.examining.examining import Examined, examine
from projections.ledger.examining.memory import Memory
from projections.ledger.verifier.finding import Finding

NICENESS = 10
LONGEST_S = 1_800.0
"""Far more than the longest log takes that anybody waits for."""
BESIDE = Path(__file__).parents[3]
"""Where the packages are that this process runs."""
PROGRAM = f"import sys; sys.path.append(sys.argv[1]); from {__name__} import main; main()"


class ExaminingFailed(Exception):
    """The process ended without a verdict, and this is what it said last; or it did not end in time."""


def examined_apart(database_url: str, workspace_id: str, memory: Memory, *, longest_s: float = LONGEST_S) -> Examined:
    """As `examine`; given up after `longest_s` seconds. Raises ExaminingFailed."""
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
    if done.returncode != 0:
        raise ExaminingFailed(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
    return _examined(json.loads(done.stdout))


def main() -> None:
    """What is asked on the standard input is answered on the standard output."""
    os.nice(NICENESS)
    asked = json.load(sys.stdin)
    database = Database(asked["url"], pool_size=1)
    found = examine(database, asked["workspace_id"], _memory(asked["memory"]))
    json.dump(_said(found), sys.stdout)


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
