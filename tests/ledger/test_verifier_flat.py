"""The order of a log is checked in flat memory, whoever's streams and whatever ids its events have."""

import os
import subprocess
import sys

import pytest

from tests.test_architecture import ROOT

MOST_MB = 5
"""That the later events may add to what the first ones took: less than half of what the records of these take."""
FIRST, EVENTS = 200_000, 400_000
WATCHED = """
import sys
from resource import RUSAGE_SELF, getrusage
from projections.ledger.verifier.observing import Stored
from projections.ledger.verifier.ordering import Ordering

def held():
    return getrusage(RUSAGE_SELF).ru_maxrss // 1024

streams, ending, before, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
names = [f"01890a5d-ac96-774b-bcce-b30209{n:06x}" for n in range(streams)]
ordering = Ordering(whole=True)
for first in range(0, count, 500):
    if first == before:
        held_before = held()
    seen = []
    for n in range(first, first + 500):
        state = '{"event_id":"01890a5d-%04x-774b-%04x-b302099a80%s"' % (n >> 16, n & 65535, ending or f"{n & 255:02x}")
        seen.append(Stored(n + 1, names[n % streams], n // streams + 1, "t", n, state, b""))
    ordering.saw(seen)
assert list(ordering.ended()) == []
print(held() - held_before)
"""


@pytest.mark.parametrize(("streams", "ending"), [(1, ""), (300, ""), (300, "57")])
def test_very_many_events_take_no_more_memory_however_they_are_distributed(streams: int, ending: str):
    command = [sys.executable, "-c", WATCHED, str(streams), ending, str(FIRST), str(EVENTS)]
    alone = {**os.environ, "MALLOC_ARENA_MAX": "1"}
    found = subprocess.run(command, cwd=ROOT, env=alone, check=True, capture_output=True, text=True, timeout=120)
    assert int(found.stdout) <= MOST_MB
