"""`python -m tests.benchmarks`: every figure is a ratio to the same work done by hand in the same minutes."""

import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from tests.benchmarks import (
    asof,
    conditions,
    export,
    footprint,
    hashing,
    in_place,
    integrity,
    offline,
    rebuilding,
    replay,
    report,
    serving,
    trail,
)

QUICK_ROUNDS = 2
ROUNDS = 5
SECONDS = 3.0
QUICK_SECONDS = 1.0

Part = Callable[[Path, bool, int, float], None]

PARTS: Mapping[str, Part] = {
    "single": lambda home, quick, rounds, seconds: serving.single(home, rounds, seconds),
    "batched": lambda home, quick, rounds, seconds: serving.batched(home, rounds, seconds),
    "asked": lambda home, quick, rounds, seconds: serving.asked(home, rounds, seconds),
    "alone": lambda home, quick, rounds, seconds: serving.alone(home, rounds, seconds),
    "trail": lambda home, quick, rounds, seconds: trail.measured(home, rounds, seconds, quick=quick),
    "rebuild": lambda home, quick, rounds, seconds: rebuilding.measured(home, rounds, seconds, quick=quick),
    "asof": lambda home, quick, rounds, seconds: asof.measured(home, rounds, quick=quick),
    "in-place": lambda home, quick, rounds, seconds: in_place.measured(home, rounds, quick=quick),
    "export": lambda home, quick, rounds, seconds: export.measured(home, rounds, quick=quick),
    "offline": lambda home, quick, rounds, seconds: offline.measured(home, rounds, quick=quick),
    "integrity": lambda home, quick, rounds, seconds: integrity.measured(home, rounds),
    "replay": lambda home, quick, rounds, seconds: replay.measured(home, rounds, quick=quick),
    "hashing": lambda home, quick, rounds, seconds: hashing.measured(home, rounds, quick=quick),
    "footprint": lambda home, quick, rounds, seconds: footprint.measured(home, quick=quick),
}


@click.command()
@click.option("--rounds", default=ROUNDS, show_default=True)
@click.option("--only", multiple=True, type=click.Choice(list(PARTS)), help="Only this part; more than once for more.")
@click.option("--quick", is_flag=True, help="A first impression: fewer and shorter rounds.")
@click.option("--directory", default="build", show_default=True, help="Where the databases go: on a disk.")
def main(rounds: int, only: tuple[str, ...], quick: bool, directory: str) -> None:
    Path(directory).mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="bench-", dir=directory) as made:
        home = Path(made).resolve()
        conditions.require_disk(home)
        report.heading("Conditions")
        print("\n".join(conditions.told(home)))
        rounds, seconds = (QUICK_ROUNDS, QUICK_SECONDS) if quick else (rounds, SECONDS)
        for name, part in PARTS.items():
            if not only or name in only:
                part(home, quick, rounds, seconds)


if __name__ == "__main__":
    main()
