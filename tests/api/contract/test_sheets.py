"""Tables as files, however long."""

import tracemalloc
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook

from api.contract import comma_separated, spreadsheets
from api.contract.sheets import Cell, Column

COLUMNS = (Column("number", is_number=True), Column("words"))
FEW, MANY = 2_000, 16_000

Pieces = Callable[[Iterator[tuple[Cell, ...]]], Iterator[bytes]]
WAYS: dict[str, Pieces] = {
    "csv": lambda rows: comma_separated.pieces(COLUMNS, rows),
    "xlsx": lambda rows: spreadsheets.pieces("table", COLUMNS, rows, {}),
}


def rows(count: int) -> Iterator[tuple[Cell, ...]]:
    return ((n, f"number {n} of many, and some more words") for n in range(count))


def heaviest(pieces: Pieces, count: int) -> int:
    """The most bytes in memory at once."""
    tracemalloc.start()
    try:
        for _ in pieces(rows(count)):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("way", list(WAYS))
def test_a_file_eight_times_as_long_needs_no_more_memory(way: str):
    heaviest(WAYS[way], 1)
    assert heaviest(WAYS[way], MANY) < heaviest(WAYS[way], FEW) * 1.5


def test_each_row_comes_once_where_pieces_end():
    told = b"".join(comma_separated.pieces(COLUMNS, rows(2 * comma_separated.TOGETHER))).decode()
    assert [line.partition(",")[0] for line in told.splitlines()[1:]] == [str(n) for n in range(2_000)]


def test_words_written_as_markup_are_words():
    markup = '<r></is></c><c r="C1"><f>1+1</f></c><c><is></r>'
    book = load_workbook(BytesIO(b"".join(WAYS["xlsx"](iter([(1, markup)])))))
    assert [cell.value for cell in book["table"][2]] == [1, f"{markup} "]
