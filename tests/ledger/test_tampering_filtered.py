"""A filtered bundle has a proof of each event, and the header of every other: what was done to either is named."""

from pathlib import Path
from random import Random

import pytest

from projections.ledger.verifier.finding import ALTERED, DELETED, INSERTED, REORDERED, TRUNCATED
from tests.ledger.made import Auditor, Event, Files, Made, events, in_bundle, lines_of, parts, with_events
from tests.soak import scale

SIZE = 90
LOG = Made(events(SIZE), position=80, chosen=lambda event: event["position"] % 4 == 0)
OF_EVENTS = (ALTERED, DELETED, INSERTED, REORDERED, TRUNCATED)


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    return Auditor(tmp_path)


def named(auditor: Auditor, files: Files) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    return [(each.what, each.positions) for each in auditor.verify(files).findings if each.what in OF_EVENTS]


def with_headers(told: list[Event]) -> Files:
    return {**LOG.files, **parts("headers", told)}


def headers() -> list[Event]:
    return lines_of(LOG.files, "headers/")


def test_as_it_was_exported_it_is_sound(auditor: Auditor):
    assert auditor.verify(LOG.files).verdict == "sound"


@pytest.mark.soak
@pytest.mark.parametrize("name", ["state", "topic", "stream_id", "version", "recorded_at"])
def test_an_exported_event_that_was_altered_is_named(auditor: Auditor, name: str):
    random = Random(name)
    for _ in range(scale(5, 50)):
        told = in_bundle(LOG.files)
        at = random.randrange(len(told))
        other = told[at][name] + (1 if isinstance(told[at][name], int) else "x")
        told[at] = {**told[at], name: other}
        place = told[at]["position"]
        assert named(auditor, with_events(LOG.files, told)) == [(ALTERED, ((place, place),))]


@pytest.mark.parametrize("says", [1, 2, 5, 79])
def test_an_exported_event_that_says_another_position_is_named(auditor: Auditor, says: int):
    told = in_bundle(LOG.files)
    told[9] = {**told[9], "position": says}
    assert named(auditor, with_events(LOG.files, told)) == [(ALTERED, ((40, 40),))]


def test_an_exported_event_that_is_there_again_is_named(auditor: Auditor):
    told = in_bundle(LOG.files)
    found = auditor.verify(with_events(LOG.files, [*told, told[4]])).findings
    assert [(each.what, each.positions) for each in found if each.what in OF_EVENTS] == [(INSERTED, ((20, 20),))]


def test_an_exported_event_that_was_moved_is_named(auditor: Auditor):
    told = in_bundle(LOG.files)
    told.insert(12, told.pop(4))
    assert named(auditor, with_events(LOG.files, told)) == [(REORDERED, ((20, 20),))]


@pytest.mark.parametrize("changed", [[], ["A" * 43 + "="], None, "x"])
def test_an_event_that_its_proof_does_not_show_is_named(auditor: Auditor, changed: object):
    told = in_bundle(LOG.files)
    told[9] = {**told[9], "proof": changed}
    found = auditor.verify(with_events(LOG.files, told)).findings
    assert [each.positions for each in found if each.what == "proof"] == [((40, 40),)]


def test_headers_that_are_gone_are_named(auditor: Auditor):
    told = headers()
    assert named(auditor, with_headers(told[:9] + told[11:])) == [(DELETED, ((10, 11),))]
    assert named(auditor, with_headers(told[:70])) == [(TRUNCATED, ((71, 80),))]


def test_a_header_that_was_altered_is_named(auditor: Auditor):
    told = headers()
    told[20] = {**told[20], "state_sha256": "0" * 64}
    assert named(auditor, with_headers(told)) == [(ALTERED, ((21, 21),))]


def test_an_event_and_its_header_that_were_altered_alike_are_named_once(auditor: Auditor):
    events, told = in_bundle(LOG.files), headers()
    events[5], told[23] = {**events[5], "version": 99}, {**told[23], "version": 99}
    assert named(auditor, with_events(with_headers(told), events)) == [(ALTERED, ((24, 24),))]


@pytest.mark.parametrize(("source", "target"), [(12, 1), (18, 17), (0, 19), (19, 0), (3, 4)])
def test_the_one_that_was_moved_is_named_and_no_other(auditor: Auditor, source: int, target: int):
    told = in_bundle(LOG.files)
    told.insert(target, told.pop(source))
    places = [4 * (source + 1), 4 * (target + 1)]
    allowed = [[(REORDERED, ((place, place),))] for place in (places if abs(source - target) == 1 else places[:1])]
    assert named(auditor, with_events(LOG.files, told)) in allowed
