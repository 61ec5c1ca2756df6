"""Totals, selection, sample and redactions that are not what the events say are found, and named."""

import json
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from goals.ledger.sampling import Member, population_hash
from projections.ledger.verifier.canonical import written
from projections.ledger.verifier.finding import REDACTION, SAMPLE, SELECTION, TOTALS, Finding
from projections.ledger.verifier.totals import value_of
from tests.ledger.unpacked import Unpacked

RETARGETED = "goal.retargeted.v1"
READ = "reading.recorded.v1"
Opening = Callable[[str], Unpacked]
Found = Callable[..., list[Finding]]


@pytest.fixture
def opened(honest: Mapping[str, Path]) -> Opening:
    """A bundle by its name."""
    return lambda name: Unpacked(honest[name])


@pytest.fixture
def found(tmp_path: Path) -> Found:
    """What the observers named find in a bundle."""
    return lambda unpacked, *watches: unpacked.findings(tmp_path / "tampered.tar", *watches)


def said_of(findings: list[Finding], what: str) -> str:
    assert {finding.what for finding in findings} == {what}, findings
    return " ".join(finding.said for finding in findings)


@pytest.mark.parametrize("name", ["count", "state_bytes", "position_sum"])
def test_a_total_of_a_kind_that_is_not_the_events_is_named(opened: Opening, found: Found, name: str):
    unpacked = opened("all")
    right = unpacked.manifest["kinds"][READ][name]
    unpacked.manifest["kinds"][READ][name] += 1
    said = f"The {name} of {READ} is {right} by the events, and {right + 1} in the manifest."
    assert said_of(found(unpacked, "totals"), TOTALS) == said


@pytest.mark.parametrize("value_sum", ["1", "0", None])
def test_a_sum_of_values_that_is_not_the_readings_is_named(opened: Opening, found: Found, value_sum: str | None):
    unpacked = opened("all")
    unpacked.manifest["kinds"][READ]["value_sum"] = value_sum
    assert f"The value_sum of {READ} is 1259989.25 by the events" in said_of(found(unpacked, "totals"), TOTALS)


def test_a_sum_of_values_may_be_written_otherwise(opened: Opening, found: Found):
    unpacked = opened("all")
    unpacked.manifest["kinds"][READ]["value_sum"] += "0"
    assert found(unpacked, "totals") == []


@pytest.mark.parametrize("name", ["count", "first", "last"])
def test_what_the_manifest_says_of_all_events_is_compared(opened: Opening, found: Found, name: str):
    unpacked = opened("types")
    unpacked.manifest["events"][name] += 1
    assert f"The {name} of the events is" in said_of(found(unpacked, "totals"), TOTALS)


def test_where_there_is_no_event_none_is_the_first(opened: Opening, found: Found):
    unpacked = opened("nothing")
    unpacked.manifest["events"]["first"] = 0
    assert (
        said_of(found(unpacked, "totals"), TOTALS)
        == "The first of the events is None by the events, and 0 in the manifest."
    )


def test_a_kind_left_out_of_the_manifest_or_made_up_is_named(opened: Opening, found: Found):
    unpacked = opened("all")
    unpacked.manifest["kinds"]["goal.eased.v1"] = unpacked.manifest["kinds"].pop(READ)
    said = said_of(found(unpacked, "totals"), TOTALS)
    assert "goal.eased.v1 is in the manifest's kinds: 0 of it are in the bundle." in said
    assert f"{READ} is not in the manifest's kinds: 4 of it are in the bundle." in said


def test_a_reading_with_another_value_is_noticed_in_the_totals(opened: Opening, found: Found):
    unpacked = opened("all")
    events = unpacked.lines("events")
    event = next(each for each in events if each["topic"] == READ)
    event["state"] = event["state"].replace('"value":"410000.5"', '"value":"410000.6"')
    unpacked.put_lines("events", events)
    assert "value_sum" in said_of(found(unpacked, "totals"), TOTALS)


@pytest.mark.parametrize(
    "fact",
    [
        '{"value":"12.50","note":"plain"}',
        r'{"note":"\"value\":\"99\"","value":"12.50"}',
        r'{"v\u0061lue":"12.50"}',
        '{"note":"value","value":"12.50"}',
        '{"value" : "12.50"}',
        '{"note":{"value":"99"},"value":"12.50"}',
    ],
)
def test_the_value_of_a_reading_is_its_facts_however_it_is_written(fact: str):
    assert str(value_of(f'{{"event_id":"x","fact":{fact}}}')) == "12.50"


def test_a_bundle_that_lacks_an_event_is_not_complete(opened: Opening, found: Found):
    unpacked = opened("all")
    unpacked.put_lines("events", unpacked.lines("events")[:-1])
    size = unpacked.manifest["position"]
    said = f"Everything was asked for, {size} events: the bundle has {size - 1}, or others were selected."
    assert said_of(found(unpacked, "selection"), SELECTION) == said


@pytest.mark.parametrize(("name", "complete"), [("all", False), ("goal", True)])
def test_a_bundle_says_whether_it_is_complete(opened: Opening, found: Found, name: str, complete: bool):
    unpacked = opened(name)
    unpacked.manifest["complete"] = complete
    assert f"The manifest says complete: {complete}" in said_of(found(unpacked, "selection"), SELECTION)


def test_a_part_of_a_log_cannot_pass_for_all_of_it(opened: Opening, found: Found):
    unpacked = opened("goal")
    unpacked.manifest.update(filters={}, complete=True)
    said = said_of(found(unpacked, "selection"), SELECTION)
    assert "Everything was asked for" in said
    assert "Headers of the whole log belong to a bundle that does not hold all of it" in said


@pytest.mark.parametrize("name", ["goal", "types", "part", "early"])
@pytest.mark.parametrize("place", [0, 3, -1])
def test_an_event_left_out_of_what_was_selected_is_named(opened: Opening, found: Found, name: str, place: int):
    unpacked = opened(name)
    events = unpacked.lines("events")
    left_out = events.pop(place)["position"]
    unpacked.put_lines("events", events)
    (finding,) = found(unpacked, "selection")
    assert (finding.what, finding.positions) == (SELECTION, ((left_out, left_out),))


def test_everything_left_out_is_named(opened: Opening, found: Found):
    unpacked = opened("part")
    unpacked.put_lines("events", [])
    (finding,) = found(unpacked, "selection")
    assert finding.positions == ((10, unpacked.manifest["position"]),)


def test_an_event_that_was_not_selected_is_named(opened: Opening, found: Found):
    unpacked = opened("goal")
    stray = opened("all").lines("events")[0]
    unpacked.put_lines("events", [stray, *unpacked.lines("events")])
    (finding,) = found(unpacked, "selection")
    assert (finding.positions, finding.said) == (
        ((1, 1),),
        "Position 1: the event is in the bundle, and was not selected.",
    )


def test_an_event_that_another_actor_asked_for_is_named(opened: Opening, found: Found):
    unpacked = opened("actor")
    exported = {each["position"] for each in unpacked.lines("events")}
    stray = next(each for each in opened("all").lines("events") if each["position"] not in exported)
    events = sorted([stray, *unpacked.lines("events")], key=lambda each: int(each["position"]))
    unpacked.put_lines("events", events)
    assert "another actor asked for it" in said_of(found(unpacked, "selection"), SELECTION)


def test_a_selection_narrower_than_what_is_in_the_bundle_is_named(opened: Opening, found: Found):
    unpacked = opened("types")
    unpacked.manifest["selection"]["topics"] = [RETARGETED]
    assert said_of(found(unpacked, "selection"), SELECTION).count("was not selected") == 4


def test_a_selection_wider_than_what_is_in_the_bundle_is_named(opened: Opening, found: Found):
    unpacked = opened("goal")
    del unpacked.manifest["selection"]["goal_id"]
    assert "Selected, and not in the bundle: positions 1" in said_of(found(unpacked, "selection"), SELECTION)


@pytest.mark.parametrize(
    ("name", "filters", "said"),
    [
        ("goal", {"goal": "01a202a0-d1a1-775a-bf4d-f1fac254cd0e"}, "Of goal"),
        ("goal", {}, "Of goal, None was asked for"),
        ("types", {"types": "goalpost.goal.retargeted.v1"}, "Of types"),
        ("actor", {"actor": "owner"}, "Of actor, 'owner' was asked for, and 'admin' was selected."),
        ("part", {"from": "11", "to": "2023-12-20"}, "Of from, '11' was asked for, and 10 was selected."),
        ("part", {"from": "2023-04-03", "to": "2023-12-20"}, "does not begin with position 10, by when 9 was recorded"),
        (
            "part",
            {"from": "2023-06-30", "to": "2023-12-20"},
            "does not begin with position 10, by when 10 was recorded",
        ),
        ("early", {"to": "2023-04-04"}, "does not end with position 17, by when 17 was recorded"),
        ("early", {"to": "2023-12-20T09:00:00z"}, "does not end with position 17, by when 18 was recorded"),
        ("early", {"to": "18"}, "Of to, '18' was asked for"),
        ("then", {"as_of": "61"}, "Of as_of, '61' was asked for"),
        ("then", {"as_of": "60", "on": "2023-12-21"}, "Of on, '2023-12-21' was asked for"),
        ("day", {}, "Of on, None was asked for, and '2023-12-10' was selected."),
        ("moment", {"as_of": "2023-07-01T00:00:00+02:00", "to": "2023-07-02"}, "which is after the moment"),
        ("sample", {"sample": "8", "seed": "a"}, "Of sample, '8' was asked for"),
        ("sample", {"sample": "7", "seed": "b"}, "Of seed, 'b' was asked for, and 'a' was selected."),
        ("all", {"mood": "good"}, "It was asked for with 'mood'"),
    ],
)
def test_what_was_asked_for_has_to_be_what_was_selected(
    opened: Opening, found: Found, name: str, filters: dict[str, str], said: str
):
    unpacked = opened(name)
    unpacked.manifest["filters"] = filters
    assert said in said_of(found(unpacked, "selection"), SELECTION)


@pytest.mark.parametrize("to", ["2023-06-30T21:00:00Z", "2023-07-01", "2023-12-19", "2023-12-20T08:59:59.999999+00:00"])
def test_what_was_asked_for_may_be_said_in_many_ways(opened: Opening, found: Found, to: str):
    unpacked = opened("early")
    unpacked.manifest["filters"] = {"to": to}
    assert found(unpacked, "selection") == []


def sample(unpacked: Unpacked, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change sample.json, and write it as it is written."""
    told = json.loads(unpacked.members["sample.json"])
    change(told)
    population = told.pop("population")
    members = ",\n".join(json.dumps(each, separators=(",", ":")) for each in population)
    head = json.dumps(told, separators=(",", ":"))[:-1]
    unpacked.members["sample.json"] = f'{head},"population":[{members}]}}\n'.encode()


def hashed_anew(unpacked: Unpacked) -> None:
    """The manifest's hash of the population, and its count."""
    population = json.loads(unpacked.members["sample.json"])["population"]
    members = [Member(each["position"], b64decode(each["leaf"]), each["stratum"]) for each in population]
    unpacked.manifest["sample"].update(population=len(members), population_hash=population_hash(members))


def test_a_sample_written_again_is_the_same(opened: Opening, found: Found):
    unpacked = opened("sample")
    sample(unpacked, lambda told: None)
    assert found(unpacked, "sample") == []


def test_another_seed_draws_another_sample(opened: Opening, found: Found):
    unpacked = opened("sample")
    sample(unpacked, lambda told: told.update(seed="another"))
    unpacked.manifest["sample"]["seed"] = "another"
    said = said_of(found(unpacked, "sample"), SAMPLE)
    assert "Drawn by seed and method, and not in the bundle" in said
    assert "In the bundle, and not drawn by seed and method" in said


def test_a_drawn_event_exchanged_for_another_is_named(opened: Opening, found: Found):
    unpacked = opened("sample")
    events = unpacked.lines("events")
    drawn = {each["position"] for each in events}
    whole = opened("all").lines("events")
    other = next(each for each in whole if each["topic"] == RETARGETED and each["position"] not in drawn)
    gone = events.pop()["position"]
    unpacked.put_lines("events", sorted([*events, other], key=lambda each: int(each["position"])))
    missing, stray = found(unpacked, "sample")
    assert (missing.positions, stray.positions) == (((gone, gone),), ((other["position"], other["position"]),))


def test_a_retarget_kept_out_of_the_population_is_named(opened: Opening, found: Found):
    unpacked = opened("sample")
    gone = json.loads(unpacked.members["sample.json"])["population"][3]["position"]
    sample(unpacked, lambda told: told["population"].pop(3))
    hashed_anew(unpacked)
    first = found(unpacked, "sample")[0]
    assert first.positions == ((gone, gone),)
    assert "could have been drawn, and is not in the population" in first.said


def test_an_event_that_is_no_retarget_in_the_population_is_named(opened: Opening, found: Found):
    unpacked = opened("sample")
    sample(unpacked, lambda told: told["population"].insert(0, {**told["population"][0], "position": 2}))
    hashed_anew(unpacked)
    assert found(unpacked, "sample")[0].positions == ((2, 2),)


def test_another_leaf_in_the_population_is_named(opened: Opening, found: Found):
    unpacked = opened("sample")
    sample(unpacked, lambda told: told["population"][2].update(leaf=told["population"][3]["leaf"]))
    hashed_anew(unpacked)
    assert "its leaf hash in the population is another than the log's" in said_of(found(unpacked, "sample"), SAMPLE)


@pytest.mark.parametrize(
    ("name", "value"),
    [("size", 8), ("drawn", 8), ("population", 1), ("population_hash", "00"), ("method", "by hand"), ("seed", "b")],
)
def test_what_the_manifest_says_of_the_sample_is_compared(opened: Opening, found: Found, name: str, value: Any):
    unpacked = opened("sample")
    unpacked.manifest["sample"][name] = value
    assert f"The manifest says {name} {value!r}" in said_of(found(unpacked, "sample"), SAMPLE)


def test_strata_that_are_not_the_populations_are_named(opened: Opening, found: Found):
    unpacked = opened("sample")
    sample(unpacked, lambda told: told["strata"][0].update(drawn=0))
    assert "The strata and what is drawn of each are" in said_of(found(unpacked, "sample"), SAMPLE)


def test_strata_made_up_so_that_the_seed_draws_what_the_exporter_likes_are_named(opened: Opening, found: Found):
    unpacked, whole = opened("sample"), opened("all").lines("events")
    likes = [each for each in whole if each["topic"] == RETARGETED][-7:]
    first = {each["position"]: f"a{n}" for n, each in enumerate(likes)}

    def made_up(told: dict[str, Any]) -> None:
        for n, member in enumerate(told["population"]):
            member["stratum"] = first.get(member["position"], f"b{n}")
        names = sorted(member["stratum"] for member in told["population"])
        told["strata"] = [{"stratum": name, "population": 1, "drawn": int(name in names[:7])} for name in names]

    sample(unpacked, made_up)
    hashed_anew(unpacked)
    unpacked.put_lines("events", likes)
    said = said_of(found(unpacked, "sample"), SAMPLE)
    assert re.search(r"Position [0-9]+: its stratum is 2023-[01][0-9]; in the population it is 'b0'", said)


@pytest.mark.parametrize("end", [b"", b"]", b"]}\n]}", b"]} and more"])
def test_a_sample_not_written_as_it_is_is_refused(opened: Opening, found: Found, end: bytes):
    unpacked = opened("sample")
    unpacked.members["sample.json"] = unpacked.members["sample.json"].removesuffix(b"]}\n") + end
    with pytest.raises(ValueError, match=r"sample.json|Expecting"):
        found(unpacked, "sample")


def redactions(unpacked: Unpacked, change: Callable[[list[dict[str, Any]]], Any]) -> None:
    lines = [json.loads(line) for line in unpacked.members["redactions.ndjson"].splitlines()]
    change(lines)
    unpacked.members["redactions.ndjson"] = "".join(f"{written(line)}\n" for line in lines).encode()
    unpacked.manifest["redactions"] = len(lines)


REDACTIONS: list[tuple[str, Callable[[list[dict[str, Any]]], Any], str]] = [
    ("one left out", lambda lines: lines.pop(2), "the sealed text at /reason is not in redactions.ndjson"),
    ("the last one left out", lambda lines: lines.pop(), "the sealed text at /reason is not in"),
    ("all left out", lambda lines: lines.clear(), "is not in redactions.ndjson as it stands"),
    ("one made up", lambda lines: lines.insert(0, {**lines[0], "position": 3}), "where nothing is sealed"),
    ("one beyond the end", lambda lines: lines.append({**lines[0], "position": 300}), "an event that is not there"),
    ("one twice", lambda lines: lines.insert(0, lines[0]), "tells of a sealed text twice"),
    ("another field", lambda lines: lines[0].update(field="/note"), "the sealed text at /text is not in"),
    ("another subject", lambda lines: lines[0].update(subject="bo"), "the sealed text at /text is not in"),
    ("another order", lambda lines: lines.reverse(), "or of one out of order"),
    ("erased told to be personal", lambda lines: _told(lines[2], "personal"), "and its subject was erased at"),
    ("personal told to be erased", lambda lines: _told(lines[0], "erased", 90), "where its subject was not"),
    ("erased when nobody was", lambda lines: lines[2].update(erased_at=80), "is told to be erased at 80"),
    ("erased before it was said", lambda lines: _told(lines[-1], "erased", 90), "is told to be erased at 90"),
    ("no ground", lambda lines: _told(lines[0], "secret"), "has the ground 'secret', which is none"),
    ("erased, and not when", lambda lines: _told(lines[2], "erased"), "has the ground 'erased', which is none"),
]


def _told(line: dict[str, Any], ground: str, *at: int) -> None:
    line.pop("erased_at", None)
    line.update(ground=ground, **({"erased_at": at[0]} if at else {}))


@pytest.mark.parametrize(("change", "said"), [case[1:] for case in REDACTIONS], ids=[case[0] for case in REDACTIONS])
def test_a_list_of_redactions_that_is_not_right_is_named(
    opened: Opening, found: Found, change: Callable[[list[dict[str, Any]]], Any], said: str
):
    unpacked = opened("all")
    redactions(unpacked, change)
    assert said in said_of(found(unpacked, "redactions"), REDACTION)


def test_in_a_part_of_the_log_an_erasure_is_known_by_its_header(opened: Opening, found: Found):
    unpacked = opened("types")
    redactions(unpacked, lambda lines: lines[1].update(erased_at=lines[1]["erased_at"] - 1))
    assert "where its subject was not, or not after it" in said_of(found(unpacked, "redactions"), REDACTION)


def test_the_number_of_redactions_is_compared(opened: Opening, found: Found):
    unpacked = opened("all")
    unpacked.manifest["redactions"] += 1
    assert said_of(found(unpacked, "redactions"), TOTALS) == "redactions.ndjson has 7 lines, and the manifest says 8."
