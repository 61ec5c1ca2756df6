"""Processes queue for a file, and nobody is passed over."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from goals.errors import Busy
from goals.turns import Turns

PATIENCE_S = 30
HOLDING = """
import sys, time
from pathlib import Path
from goals.turns import Turns
with Turns(Path(sys.argv[1]), timeout_s=5).taken():
    print("held", flush=True)
    time.sleep(60)
"""


def test_who_just_had_a_turn_comes_after_who_waits(tmp_path: Path):
    ours, theirs = (Turns(tmp_path / "log.sqlite", timeout_s=PATIENCE_S) for _ in range(2))
    order: list[str] = []

    def wait() -> None:
        with theirs.taken():
            order.append("theirs")

    waiting = threading.Thread(target=wait)
    with ours.taken():
        waiting.start()
        while not ours.is_wanted():
            assert waiting.is_alive()
            time.sleep(0.001)
    with ours.taken():
        order.append("ours")
    waiting.join()
    assert order == ["theirs", "ours"]


def test_a_turn_that_does_not_come_in_time_is_refused(tmp_path: Path):
    patient, hasty = (Turns(tmp_path / "log.sqlite", timeout_s=timeout_s) for timeout_s in (PATIENCE_S, 0.05))
    with patient.taken(), pytest.raises(Busy), hasty.taken():
        pass
    with hasty.taken():
        pass


def test_a_process_that_is_killed_gives_its_turn_back(tmp_path: Path):
    path = tmp_path / "log.sqlite"
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holding:
        assert holding.stdout is not None
        assert holding.stdout.readline() == "held\n"
        holding.kill()
    with Turns(path, timeout_s=PATIENCE_S).taken():
        pass
