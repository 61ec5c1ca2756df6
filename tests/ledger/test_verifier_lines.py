"""A line says what JSON says it says, whichever way it is read."""

import json

import pytest

from projections.ledger.verifier.reading import Lined
from tests.ledger.made import WORKSPACE, event

STATES = ["", "plain", '"', '\\"', '\\\\"', "\\", '{"a":"b"}', '{"a":"\\n"}', "\n", "\x1f", "\x7f", "é\u2028😀", 'x"}']
FIRST = event(1)


def read(line: str) -> tuple[str, list[int]]:
    """The state, and the positions of lines that are not as they should be."""
    lined = Lined(WORKSPACE, proof=False)
    return lined.events([line])[0][0].state, lined.odd


@pytest.mark.parametrize("state", STATES)
def test_any_state_is_read_as_it_was_written(state: str):
    line = json.dumps({**FIRST, "state": state}, ensure_ascii=False, separators=(",", ":"))
    assert read(line) == (state, [])


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("blank", ["{ %s}", "{%s }"])
def test_a_line_with_a_blank_is_odd(state: str, blank: str):
    line = json.dumps({**FIRST, "state": state}, ensure_ascii=False, separators=(",", ":"))
    assert read(blank % line[1:-1]) == (state, [1])


@pytest.mark.parametrize("escaped", ["\\u0061", "\\/", "\\u0022", '\\"\\u0022'])
def test_a_state_that_is_escaped_otherwise_is_odd(escaped: str):
    line = json.dumps({**FIRST, "state": "STATE"}, ensure_ascii=False, separators=(",", ":"))
    found = line.replace("STATE", escaped)
    assert read(found) == (json.loads(found)["state"], [1])


@pytest.mark.parametrize("end", ["", "x", '"', '"}}', '","more":1}'])
def test_a_line_that_ends_otherwise_is_no_line_as_it_should_be(end: str):
    line = json.dumps({**FIRST, "state": "STATE"}, ensure_ascii=False, separators=(",", ":"))
    try:
        found = read(line[:-2] + end)
    except (ValueError, StopIteration):
        return
    assert found == ("STATE", [1])
