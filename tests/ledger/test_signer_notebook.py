"""Which of the notes that were signed are kept, and what is still known of the others."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from goals.instants import to_us
from projections.ledger.signer import notebook
from projections.ledger.signer.home import HomeUnusable
from projections.ledger.signer.notebook import Notebook

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
NOW = to_us(datetime(2026, 12, 24, tzinfo=UTC))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes"
    path.touch()
    return path


def signed(size: int) -> str:
    return f"goalpost/live/here\n{size}\n\n"


def append(book: Notebook, size: int, *, days: int = 0, **later: int) -> None:
    book.append(signed(size), at_us=to_us(NOON + timedelta(days=days, **later)))


def in_file(path: Path) -> list[int]:
    """The sizes of the notes, negative where only the size is kept."""
    told = map(json.loads, path.read_text().splitlines())
    return [int(each["note"].split()[1]) if "note" in each else -each["size"] for each in told]


def sizes(notes: list[str]) -> list[int]:
    return [int(each.split()[1]) for each in notes]


def test_of_each_day_the_last_note_is_kept_and_one_a_minute_of_the_last_days(path: Path):
    book = Notebook(path)
    for day in range(5):
        for n, seconds in enumerate((0, 5, 3600)):
            append(book, 10 * day + n, days=day, seconds=seconds)
    assert in_file(path) == [2, 12, -20, 21, 22, -30, 31, 32, 40, 41, 42]
    for each in (book, Notebook(path)):
        assert sizes(each.daily()) == [2, 12, 22, 32, 42]
        assert (each.newest_at(20, now_us=NOW), each.newest_at(10, now_us=NOW)) == (
            to_us(NOON.replace(day=3, second=5)),
            None,
        )


def test_of_a_day_or_a_minute_that_was_thinned_only_its_beginning_is_certain(path: Path):
    book = Notebook(path)
    for day in range(6):
        for n in range(2):
            append(book, 10 * day + n, days=day, minutes=n, seconds=30)
    until = {each: book.newest_at(each, now_us=NOW) for each in (1, 21, 50, 51)}
    assert until == {
        1: to_us(NOON.replace(day=2, hour=0)),
        21: to_us(NOON.replace(day=4)),
        50: to_us(NOON.replace(day=6, minute=1)),
        51: NOW,
    }


def test_many_notes_a_minute_take_little_room_before_the_day_ends(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(notebook, "MOST_CROWDED", 4)
    monkeypatch.setattr(notebook, "MOST_SIZES", 6)
    book = Notebook(path)
    for size in range(1, 21):
        append(book, size, seconds=3 * size)
    assert in_file(path) == [-11, -12, -13, -14, -15, -16, 17, 18, 19, 20]
    for each in (book, Notebook(path)):
        known = [size for size in range(1, 22) if each.newest_at(size, now_us=NOW) is not None]
        assert known == list(range(11, 21))
        assert each.newest_at(19, now_us=NOW) == to_us(NOON + timedelta(seconds=60))


def test_sizes_grow_however_the_clock_leaps(path: Path):
    book = Notebook(path)
    for size, days in ((1, 0), (2, 900), (3, 0), (4, 1), (5, 2), (6, 3), (7, -400), (8, 4), (9, 5)):
        append(book, size, days=days)
    assert sizes(book.daily()) == sizes(Notebook(path).daily()) == [*range(1, 10)]
    assert book.newest_at(1, now_us=NOW) is not None


def test_a_clock_that_was_ahead_puts_no_later_date_on_what_was_signed_before(path: Path):
    book = Notebook(path)
    for size, days in ((1, 0), (2, 900), (3, 0)):
        append(book, size, days=days, hours=size)
    assert book.newest_at(1, now_us=NOW) == to_us(NOON.replace(hour=15))


def test_a_file_that_ends_without_a_note_is_damaged(path: Path):
    path.write_text('{"at_us":1,"size":7}\n')
    with pytest.raises(HomeUnusable):
        Notebook(path)
