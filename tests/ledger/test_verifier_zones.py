"""Which day it was depends on where: what is told of days is right wherever it could have been that day."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import cast

import pytest

from projections.ledger.verifier.asked import Asked
from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.figuring import Figuring
from projections.ledger.verifier.observing import Header, Stored
from projections.ledger.verifier.selected import Selected
from projections.ledger.verifier.times import microseconds
from projections.ledger.verifier.zones import Zones
from tests.ledger.unpacked import Unpacked

NO_BUNDLE = cast(Bundle, None)


def definition(end: str, tz: str) -> dict[str, object]:
    return {"span": {"start": "2023-01-01", "end": end, "tz": tz}, "window": {}}


def test_a_goal_moved_to_where_it_is_still_yesterday_is_held_to_what_it_was_held_to():
    """At 21:00 of 1 July in New York, from 2 July on; and what it is moved from five minutes later is not in force."""
    figuring = Figuring(whole=True)
    at = microseconds(datetime.fromisoformat("2023-07-02T01:00:00Z"))
    old, new = definition("2023-12-31", "UTC"), definition("2024-03-31", "America/New_York")
    told = {"effect": "incomparable", "days_to_deadline": "183", "window_elapsed": "0.4986"}
    row = tuple(told.get(name, "") for name in COLUMNS)
    for minutes, before in ((0, old), (5, new)):
        event = Stored(2, "goal", 1, "goal.retargeted.v1", at + minutes * 60_000_000, "", b"")
        figuring.moved(event, {"before": before, "after": new, "effective_on": "2023-07-02"}, [row] if minutes else [])
    assert (list(figuring.judged()), figuring.unknown) == ([], ())


@pytest.mark.parametrize(("days", "is_beside"), [("274", False), ("275", True)])
def test_figures_of_the_day_beside_are_told_to_be_so(days: str, is_beside: bool):
    """At 00:05 of 1 July in New York."""
    figuring = Figuring(whole=True)
    at = microseconds(datetime.fromisoformat("2023-07-01T04:05:00Z"))
    new = definition("2024-03-31", "America/New_York")
    told = {"effect": "incomparable", "days_to_deadline": days, "window_elapsed": f"{(456 - int(days)) / 456:.4f}"}
    event = Stored(2, "goal", 1, "goal.retargeted.v1", at, "", b"")
    fact = {"before": new, "after": new, "effective_on": "2023-07-01"}
    figuring.moved(event, fact, [tuple(told.get(name, "") for name in COLUMNS)])
    assert (list(figuring.judged()), [each[:14] for each in figuring.unknown]) == ([], ["On which day 1"] * is_beside)


def asked(zone: str, filters: Mapping[str, str], *, at: str, on: str, beyond: str) -> Asked:
    """As of `at`, when position 2 was recorded, the last that was asked for; position 3 was at `beyond`."""
    manifest = {"filters": filters, "time_zone": zone, "position": 3, "as_of": at, "on": on, "sample": None}
    found = Asked(manifest, Selected(1, 2, None, None, None))
    moments = [microseconds(datetime.fromisoformat(each)) for each in (at, at, beyond)]
    found.headed([Header(n, "", 1, "", moment, b"", b"") for n, moment in enumerate(moments, 1)])
    return found


@pytest.mark.parametrize(
    ("zone", "on", "beyond", "hours"),
    [
        ("Asia/Tokyo", "2024-03-11", "2024-03-10T15:00:00Z", 3),
        ("Asia/Tokyo", "2024-03-11", "2024-03-10T14:40:00Z", 3),
        ("Asia/Tokyo", "2024-03-10", "2024-03-10T14:40:00Z", 3),
        ("Asia/Nowhere", "2024-03-11", "2024-03-10T14:40:00Z", 16),
    ],
)
def test_rules_of_a_zone_that_are_others_than_here_are_no_tampering(zone: str, on: str, beyond: str, hours: int):
    """The day of the moment, and the end of a day that was asked for, at 23:30 in Tokyo."""
    filters = {"to": "2024-03-10"}
    found = asked(zone, filters, at="2024-03-10T14:30:00Z", on=on, beyond=beyond)
    assert list(found.wrong()) == []
    assert any(f"{hours} hours" in each for each in found.unknown)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "UTC", "Asia/Nowhere"])
def test_a_day_that_no_rules_make_right_is_not_the_one_asked_for(zone: str):
    found = asked(zone, {"to": "2024-03-09"}, at="2024-03-11T02:00:00Z", on="2024-03-13", beyond="2024-03-11T03:00:00Z")
    assert [each.split(",")[0] for each in found.wrong()] == [
        "Of on",
        "What was asked for does not end with position 2",
    ]
    assert not any("Whether" in each for each in found.unknown)


def test_the_zone_of_the_workspaces_days_is_the_one_that_was_said_last(honest: Mapping[str, Path], tmp_path: Path):
    for name, is_known in (("all", True), ("types", False)):
        bundle = Unpacked(honest[name])
        assert bundle.findings(tmp_path / "same.tar", "zones") == []
        bundle.manifest["time_zone"] = "Pacific/Kiritimati"
        found = [each.said for each in bundle.findings(tmp_path / "other.tar", "zones")]
        said = "The manifest says time_zone 'Pacific/Kiritimati'; the workspace's days are in 'UTC'."
        assert found == ([said] if is_known else [])


@pytest.mark.parametrize("topics", [(), ("workspace.policy-changed.v1",)])
def test_a_zone_of_which_nothing_was_said_is_utc_and_one_said_elsewhere_is_not_known(topics: tuple[str, ...]):
    zones = Zones(NO_BUNDLE, {"time_zone": "Pacific/Kiritimati"})
    zones.headed([Header(n, "", 1, topic, 0, b"", b"") for n, topic in enumerate(("goal.created.v1", *topics), 1)])
    assert (len([*zones.ended()]), len(zones.unknown)) == (0, 1) if topics else (1, 0)
