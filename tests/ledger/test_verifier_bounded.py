"""However much a file says, no more of it is held at once than is needed, and no more of it is read in vain."""

import tracemalloc
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from projections.ledger.verifier.canonical import once, written
from projections.ledger.verifier.cells import plain
from projections.ledger.verifier.columns import COLUMNS
from projections.ledger.verifier.comma_rows import RowsUnreadable, rows
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.finding import Unusable
from projections.ledger.verifier.grounds import MOST_OF_AN_EVENT, lines
from projections.ledger.verifier.observing import Stored
from projections.ledger.verifier.redactions import SUBJECT_ERASED, Redactions, sealed
from projections.ledger.verifier.sample_file import BEGIN, MOST_MEMBER, SampleFile
from projections.ledger.verifier.spreadsheet import Book
from projections.ledger.verifier.totals import MOST_KINDS, Totals
from tests.ledger.made import WORKSPACE
from tests.ledger.unpacked import ASKED_SHEET, Spreadsheet, Unpacked

MB = 1 << 20
HEAD = b'{"method":"m","seed":"s","size":1,"strata":[],' + BEGIN.encode()
LINE: dict[str, Any] = {"position": 1, "field": "/reason", "subject": "ana", "ground": "personal"}


def peak(work: Callable[[], Any]) -> int:
    """Bytes that were held at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def holding(honest: Mapping[str, Path], tmp_path: Path) -> Callable[..., Bundle]:
    """A bundle in which some files are others."""

    def held(files: Mapping[str, bytes]) -> Bundle:
        unpacked = Unpacked(honest["sample"])
        unpacked.members.update(files)
        return Bundle(unpacked.packed(tmp_path / "bundle.tar"))

    return held


@pytest.mark.parametrize("member", [b'{"position":', b'{"position":1,"leaf":"'])
def test_a_member_of_a_sample_without_an_end_is_not_waited_for(holding: Callable[..., Bundle], member: bytes):
    bundle = holding({"sample.json": HEAD + member + b"9" * (4 * MB)})
    with pytest.raises(ValueError, match=f"a member of more than {MOST_MEMBER} characters"):
        list(SampleFile(bundle).members())


@pytest.mark.parametrize("size", [b"0", b"-1", b"100001", b"9" * 4_000])
def test_a_sample_of_a_size_that_nobody_can_ask_for_is_none(holding: Callable[..., Bundle], size: bytes):
    bundle = holding({"sample.json": HEAD.replace(b'"size":1', b'"size":' + size) + b"]}\n"})
    with pytest.raises(ValueError, match="a size that none can have"):
        SampleFile(bundle)


def test_what_was_asked_is_few_rows(honest: Mapping[str, Path]):
    unpacked = Unpacked(honest["all"])
    with Spreadsheet(unpacked) as parts:
        told = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 200))
        begin, _, rest = parts[ASKED_SHEET].partition("<sheetData>")
        parts[ASKED_SHEET] = f"{begin}<sheetData>{told}{rest[rest.index('</sheetData>') :]}"
    book = Book(BytesIO(unpacked.members["trail.xlsx"]))
    with pytest.raises(RowsUnreadable, match="more than 100 rows"):
        list(book.rows(lambda: None))


def erasures(count: int, *, streams: int) -> list[Stored]:
    names = [f"01890a5d-ac96-774b-bcce-b30209{n:06x}" for n in range(streams)]
    return [Stored(n + 1, names[n % streams], 1, SUBJECT_ERASED, 0, "", b"") for n in range(count)]


def manifest(*, redactions: int) -> dict[str, Any]:
    return {"workspace": {"id": WORKSPACE}, "complete": True, "redactions": redactions}


@pytest.mark.parametrize("streams", [1, 50_000])
def test_erasures_are_held_in_flat_memory(holding: Callable[..., Bundle], streams: int):
    bundle, seen = holding({"redactions.ndjson": b""}), erasures(50_000, streams=streams)

    def watched() -> None:
        watching = Redactions(bundle, manifest(redactions=0))
        for first in range(0, len(seen), 1_000):
            watching.saw(seen[first : first + 1_000])
        assert list(watching.ended()) == []

    assert peak(watched) < 3 * MB


def sealing(position: int, subject: str) -> Stored:
    """An event in which a text is said for the first time."""
    text = {"subject": subject, "nonce": f"{position}", "ciphertext": "…"}
    state = written({"fact": {LINE["field"].removeprefix("/"): text}})
    return Stored(position, WORKSPACE, position, "x", 0, state, b"")


def test_each_ground_is_judged_by_the_erasures_of_its_own_subject(holding: Callable[..., Bundle]):
    told = [
        {**LINE, "position": 1, "ground": "erased", "erased_at": 7},
        {**LINE, "position": 2, "subject": "ben"},
        {**LINE, "position": 3, "ground": "erased", "erased_at": 6},
        {**LINE, "position": 4},
        {**LINE, "position": 8},
        {**LINE, "position": 9, "ground": "erased", "erased_at": 7},
        {**LINE, "position": 10, "ground": "erased", "erased_at": 1 << 70},
    ]
    content = "".join(f"{written(each)}\n" for each in told).encode()
    watching = Redactions(holding({"redactions.ndjson": content}), manifest(redactions=len(told)))
    events = [sealing(each["position"], each["subject"]) for each in told]
    erasure = Stored(7, str(uuid5(UUID(WORKSPACE), "ana")), 1, SUBJECT_ERASED, 0, '{"fact":{}}', b"")
    watching.saw([*events[:4], erasure, *events[4:]])
    assert [each.positions[0][0] for each in watching.ended()] == [3, 4, 9, 10]


def test_an_event_has_not_very_many_redactions(holding: Callable[..., Bundle]):
    content = f"{written(LINE)}\n".encode() * (MOST_OF_AN_EVENT + 1)
    watching = Redactions(holding({"redactions.ndjson": content}), manifest(redactions=0))
    with pytest.raises(ValueError, match="lines of position 1"):
        watching.saw([Stored(1, WORKSPACE, 1, "x", 0, '{"fact":{}}', b"")])


@pytest.mark.parametrize("position", [0, -1, 1 << 63, 1 << 64])
def test_a_redaction_stands_at_a_position(holding: Callable[..., Bundle], position: int):
    content = f"{written({**LINE, 'position': position})}\n".encode()
    with pytest.raises(ValueError, match="a position that no event has"):
        list(lines(holding({"redactions.ndjson": content})))


def test_the_place_of_a_sealed_text_is_not_far_below():
    told: Any = {"subject": "ana", "nonce": "", "ciphertext": ""}
    for _ in range(100):
        told = {"x" * 100: told}
    with pytest.raises(ValueError, match="too far below"):
        list(sealed(told, ""))


def test_a_long_cell_takes_little_more_than_itself():
    row = b'"' + b'""' * MB + b'"' + b"," * (len(COLUMNS) - 1) + b"\r\n"
    found: list[tuple[str, ...]] = []
    assert peak(lambda: found.extend(rows(BytesIO(",".join(COLUMNS).encode() + b"\r\n" + row)))) < 16 * len(row)
    assert found == [('"' * MB, *[""] * (len(COLUMNS) - 1))]


@pytest.mark.parametrize("number", ["1E+999999", "1E-999999", "9" * 200, "NaN", "Infinity", "-sNaN", "1E+999999999"])
def test_a_number_that_would_be_written_with_very_many_digits_is_none(number: str):
    with pytest.raises((ValueError, ArithmeticError)):
        plain(number)


def test_there_are_not_very_many_kinds_of_events(holding: Callable[..., Bundle]):
    totals = Totals(holding({}), {})
    totals.saw([Stored(1, WORKSPACE, 1, f"kind.{n}", 0, "{}", b"") for n in range(MOST_KINDS)])
    with pytest.raises(ValueError, match="kinds of events"):
        totals.saw([Stored(1, WORKSPACE, 1, "one.more", 0, "{}", b"")])
    with pytest.raises(ValueError, match="a longer name than any has"):
        Totals(holding({}), {}).saw([Stored(1, WORKSPACE, 1, "x" * 60_000, 0, "{}", b"")])


def test_a_name_that_is_there_twice_is_found_among_very_many():
    many = ",".join(f'"{n}":0' for n in range(100_000))
    with pytest.raises(Unusable, match="it says '99999' twice"):
        once(f'{{{many},"99999":1}}')
