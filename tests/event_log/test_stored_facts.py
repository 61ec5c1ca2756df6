"""The stored form of every fact is for ever: one file for each shape ever stored, and none is ever deleted."""

from pathlib import Path

import pytest

from goals.facts import FACT_TYPES, topic_of
from goals.mapper import FactMapper, stored

EXAMPLES = sorted((Path(__file__).parents[1] / "data" / "stored_facts").glob("*.json"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_fact_once_stored_is_read_and_written_alike(example: Path) -> None:
    state = example.read_bytes().rstrip()
    envelope = FactMapper().envelope(_topic(example), state)
    assert topic_of(envelope.fact) == _topic(example)
    assert stored(envelope) == state


def test_every_fact_there_is_has_an_example() -> None:
    assert {_topic(example) for example in EXAMPLES} >= set(FACT_TYPES)


def _topic(example: Path) -> str:
    """`goal.created.v1.delta` is another shape of `goal.created.v1`."""
    return ".".join(example.stem.split(".")[:3])
