"""Is the trail in a complete bundle what this release computes from its events, the derived columns too?

The events are put into a database of their own, the read models are filled from them, and the trail is written anew.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice, zip_longest
from pathlib import Path
from tarfile import is_tarfile
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, Any

import msgspec

from api.bundling.export import Export
from api.bundling.trail import Trail
from api.contract.doors import Doors, opened
from api.contract.moments import Moment
from api.migrate import migrate
from api.settings import Settings
from goals.event_log import INSERT, SWITCH, seen
from goals.facts import Actor, Asked, Source
from goals.hub import ADD_HEAD, ADD_WORKSPACE
from goals.instants import to_us
from goals.sides import NONE
from goals.vocabulary import ActorType, WorkspaceKind
from projections import workspaces
from projections.ledger.bundle.erasures import Erasures
from projections.ledger.bundle.selection import Selection
from projections.ledger.bundle.stored import everything
from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.comma_rows import rows
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import TRAIL, Finding
from projections.ledger.verifier.lines import parts, stretches
from projections.ledger.verifier.result import SOUND, Result
from projections.ledger.verifier.trail import NOT_DERIVED
from projections.rebuild import rebuild

BY = Asked(actor=Actor(type=ActorType.SYSTEM, id="verify"), source=Source(channel="cli"))
CHECKED = "The trail was computed anew from the events, the derived columns too, and is the same byte for byte."
UNKNOWN = "Whether the derived columns of the trail are right: only a complete bundle's can be computed anew (--deep)."
UNREADABLE = "Whether the derived columns of the trail are right: this release does not know an event's form."
MOST_FINDINGS = 20


def verify_deeply(path: Path, result: Result) -> None:
    """Adds to the `result` of a bundle found to be sound otherwise; nothing to that of a receipt."""
    if result.verdict != SOUND or not is_tarfile(path):
        return
    with Bundle(path) as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
        if not manifest["complete"]:
            result.unknown.append(UNKNOWN)
            return
        try:
            found = list(islice(_differences(bundle, manifest), MOST_FINDINGS))
        except msgspec.MsgspecError as wrong:
            result.unknown.append(f"{UNREADABLE} {wrong}")
            return
    result.findings += found
    result.unknown[:] = [said for said in result.unknown if said not in NOT_DERIVED]
    result.checked += [] if found else [CHECKED]


def _differences(bundle: Bundle, manifest: Mapping[str, Any]) -> Iterator[Finding]:
    with _filled(bundle, manifest) as doors, TemporaryFile() as made:
        _write(doors, manifest, made)
        made.seek(0)
        with bundle.open("trail.csv") as told:
            for row, wanted in zip_longest(rows(told), rows(made)):
                if row != wanted:
                    yield _finding(row, wanted)


def _finding(row: tuple[str, ...] | None, wanted: tuple[str, ...] | None) -> Finding:
    place = int((row or wanted or ("0",))[0])
    if row is None or wanted is None:
        which = "is missing" if row is None else "is there, and is not computed anew"
        return Finding(TRAIL, ((place, place),), f"A row of position {place} {which}.")
    named = [
        f"{name} is {told!r:.80}; computed anew it is {right!r:.80}"
        for name, told, right in zip(COLUMNS, row, wanted, strict=True)
        if told != right
    ]
    return Finding(TRAIL, ((place, place),), f"trail.csv, position {place}: {'; '.join(named)}.")


@contextmanager
def _filled(bundle: Bundle, manifest: Mapping[str, Any]) -> Iterator[Doors]:
    """A database with the bundle's log alone."""
    with TemporaryDirectory(prefix="goalpost-") as home:
        url = f"sqlite:///{home}/goalpost.sqlite"
        migrate(url, keys_url=url)
        doors = opened(Settings(database_url=url, keys_url=url))
        try:
            _fill(doors, bundle, manifest)
            rebuild(doors.hub, manifest["workspace"]["id"])
            yield doors
        finally:
            doors.close()


def _fill(doors: Doors, bundle: Bundle, manifest: Mapping[str, Any]) -> None:
    workspace = manifest["workspace"]
    named, kind = {"workspace_id": workspace["id"]}, workspace["kind"]
    last = to_us(datetime.fromisoformat(manifest["as_of"]))
    clock = last if kind == WorkspaceKind.TEST.value else None
    with doors.database.writing() as rows:
        adding = ADD_WORKSPACE[rows.dialect.name]
        rows.one(adding, **named, name=workspace["name"], kind=kind, opened_at=0)
        rows.run(ADD_HEAD, **named, position=manifest["position"], recorded_at=last, clock=clock)
        rows.one(SWITCH, **named, to=NONE)
    for part in parts(bundle, "events"):
        for lines in stretches(bundle, part):
            with doors.database.writing() as rows:
                rows.run_many(INSERT, [_row(named, json.loads(line)) for line in lines])


def _row(named: Mapping[str, str], told: Mapping[str, Any]) -> dict[str, Any]:
    """The leaves were checked, and are not looked at again."""
    return {**told, **named, "state": told["state"].encode(), "leaf_hash": b""}


def _write(doors: Doors, manifest: Mapping[str, Any], file: IO[bytes]) -> None:
    workspace_id, position = manifest["workspace"]["id"], manifest["position"]
    with doors.database.reading() as found:
        seen(found, workspace_id)
        export = _export(doors, manifest, workspaces.at(found, workspace_id, position))
    erasures = Erasures(export.reading, workspace_id, position)
    with TemporaryFile() as xlsx:
        trail = Trail(export, erasures, csv=file, xlsx=xlsx)
        for page in everything(export.reading, workspace_id, after=0, last=position):
            trail.add(page)
        trail.end()


def _export(doors: Doors, manifest: Mapping[str, Any], workspace: Any) -> Export:
    day = date.fromisoformat(manifest["on"]) if "on" in manifest["filters"] else None
    return Export(
        doors=doors,
        workspace_id=manifest["workspace"]["id"],
        workspace=workspace,
        moment=Moment(position=manifest["position"], as_of=datetime.fromisoformat(manifest["as_of"]), on=day),
        on=manifest["on"],
        selection=Selection(first=1, last=manifest["position"]),
        drawing=None,
        said=manifest["filters"],
        purpose=manifest["purpose"],
        by=BY,
    )
