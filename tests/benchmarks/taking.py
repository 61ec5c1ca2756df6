"""`python -m tests.benchmarks.taking DATABASE SIGNER WORKSPACE OUTPUT`: one export, alone in its process.

Prints the seconds that went by, the seconds a core worked, and the megabytes held at most, beyond those held before.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, process_time

from api.app import create_app
from api.bundling.export import Export, export_of
from api.bundling.writing import pieces
from api.contract import moments
from api.contract.archives import Taking
from api.contract.doors import Doors
from api.settings import Settings
from tests.benchmarks.world import ASKED

STATUS = Path("/proc/self/status")
EVERY_S = 0.02
PURPOSE = {"purpose": "A measurement"}


def held_mb() -> float:
    """What is this process's own: a mapped database is not."""
    (line,) = (line for line in STATUS.read_text().splitlines() if line.startswith("RssAnon:"))
    return int(line.split()[1]) / 1024


class Weighing(Thread):
    """Looks again and again; `most` is the heaviest it saw."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.before = self.most = held_mb()
        self._over = Event()

    def run(self) -> None:
        while not self._over.wait(EVERY_S):
            self.most = max(self.most, held_mb())

    def end(self) -> float:
        self._over.set()
        self.join()
        return max(self.most, held_mb()) - self.before


def everything(doors: Doors, workspace_id: str) -> Export:
    with doors.database.reading() as rows:
        moment = moments.asked(rows, workspace_id, {})
        asking = doors.asking(rows, workspace_id, position=moment.position, as_of=moment.as_of)
        return export_of(Taking(doors=doors, asking=asking, moment=moment, by=ASKED, said=PURPOSE), PURPOSE)


def written(parts: Iterator[bytes], path: Path) -> None:
    with path.open("wb") as file:
        for piece in parts:
            file.write(piece)


def main(database: str, signer: str, workspace_id: str, output: str) -> None:
    doors: Doors = create_app(Settings(database_url=database, signer=signer)).extensions["goalpost"]
    doors.signer.checkpoint(workspace_id)
    export = everything(doors, workspace_id)
    weighing = Weighing()
    weighing.start()
    began, worked = perf_counter(), process_time()
    written(pieces(export), Path(output))
    gone, worked = perf_counter() - began, process_time() - worked
    print(gone, worked, weighing.end())
    doors.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
