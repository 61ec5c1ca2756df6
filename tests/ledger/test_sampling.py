"""What is drawn, and how that is settled beforehand."""

from hashlib import sha256

import pytest

from goals.ledger.sampling import Member, allocated, drawn, line, population_hash, rank, stratum_of


def leaf(n: int) -> bytes:
    return sha256(b"%d" % n).digest()


POPULATION = [Member(n, leaf(n), "easier" if n % 5 else "harder") for n in range(1, 101)]
COUNTS = {"easier": 80, "harder": 20}


@pytest.mark.parametrize(
    "populations, size, expected",
    [
        ({"easier": 80, "harder": 20}, 10, {"easier": 7, "harder": 3}),
        ({"easier": 98, "harder": 1, "neutral": 1}, 3, {"easier": 1, "harder": 1, "neutral": 1}),
        ({"easier": 98, "harder": 1, "neutral": 1}, 10, {"easier": 8, "harder": 1, "neutral": 1}),
        ({"easier": 5, "harder": 9, "neutral": 7}, 2, {"easier": 0, "harder": 1, "neutral": 1}),
        ({"b": 3, "a": 3}, 1, {"a": 1, "b": 0}),
        ({"b": 10, "a": 10, "c": 10}, 5, {"a": 2, "b": 2, "c": 1}),
        ({"easier": 2, "harder": 0}, 2, {"easier": 2}),
        ({"easier": 2, "harder": 1}, 100, {"easier": 2, "harder": 1}),
        ({}, 5, {}),
    ],
)
def test_one_of_each_stratum_then_in_proportion_by_largest_remainder(
    populations: dict[str, int], size: int, expected: dict[str, int]
):
    assert allocated(populations, size) == expected


@pytest.mark.parametrize("size", range(1, 30))
def test_as_many_are_allocated_as_were_asked_for_and_never_more_than_there_are(size: int):
    for populations in ({"a": 1, "b": 1, "c": 27}, {"a": 13, "b": 11, "c": 5}, {"a": 2, "b": 2}):
        found = allocated(populations, size)
        assert sum(found.values()) == min(size, sum(populations.values()))
        assert all(found[name] <= populations[name] for name in found)


def test_the_smallest_hashes_of_seed_and_leaf_are_drawn_from_each_stratum():
    found = drawn(POPULATION, {"easier": 3, "harder": 2}, "2023")
    by_hand = sorted(
        each.position
        for stratum, count in (("easier", 3), ("harder", 2))
        for each in sorted(
            (member for member in POPULATION if member.stratum == stratum),
            key=lambda member: sha256(b"2023:" + member.leaf).hexdigest(),
        )[:count]
    )
    assert found == by_hand


def test_the_same_seed_draws_the_same_and_another_one_draws_others():
    allocation = allocated(COUNTS, 10)
    assert drawn(POPULATION, allocation, "a") == drawn(reversed(POPULATION), allocation, "a")
    assert drawn(POPULATION, allocation, "a") != drawn(POPULATION, allocation, "b")


def test_what_is_drawn_depends_on_the_bytes_of_the_log():
    changed = [member._replace(leaf=leaf(1_000 + member.position)) for member in POPULATION]
    assert drawn(POPULATION, allocated(COUNTS, 10), "a") != drawn(changed, allocated(COUNTS, 10), "a")


def test_everything_is_drawn_where_there_is_no_more():
    assert drawn(POPULATION, allocated(COUNTS, 1_000), "a") == list(range(1, 101))


def test_the_hash_of_a_population_is_of_its_lines():
    assert line(Member(7, bytes(32), "easier")) == b"7 " + b"00" * 32 + b" easier\n"
    assert population_hash(POPULATION[:2]) == sha256(line(POPULATION[0]) + line(POPULATION[1])).hexdigest()
    assert population_hash([]) == sha256(b"").hexdigest()


def test_a_seed_is_taken_as_utf_8():
    assert rank("größer", leaf(1)) == sha256("größer:".encode() + leaf(1)).digest()


@pytest.mark.parametrize(
    ("recorded_at_us", "month"),
    [(0, "1970-01"), (-1, "1969-12"), (1_677_628_799_999_999, "2023-02"), (1_677_628_800_000_000, "2023-03")],
)
def test_a_stratum_is_the_month_of_recording_in_utc(recorded_at_us: int, month: str):
    assert stratum_of(recorded_at_us) == month
