"""Which retargets does an auditor find, and in which order?"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from goals.container.facts import ContainerMoved, ContainerOpened
from goals.facts import Actor
from goals.goal.definition import Definition
from goals.goal.facts import Approval, GoalCommitted, GoalMoved, GoalRetargeted
from goals.reading.facts import Evidence
from goals.sealing import Sealed
from goals.vocabulary import ActorType, Anchor, ContainerKind, Maturity, ReasonCode, ScopeKind
from goals.window import AuthoredWindow
from goals.workspace.facts import PeriodReviewed, Policy, PolicyChanged, Scope
from projections import trail
from projections.answers import trail as answers
from projections.listing import Wanted
from tests.projections.story import (
    END,
    GOAL,
    MRR,
    OTHER,
    START,
    WORKSPACE,
    Told,
    activated,
    aiming,
    created,
    ending,
    retargeted,
    telling,
)

JUNE = date(2023, 6, 1)
ANA, BEN = (Actor(type=ActorType.USER, id=name) for name in ("ana", "ben"))
MAY, JULY = date(2023, 5, 31), date(2023, 7, 1)
CONTAINER = "0190a0a0-0000-7000-8000-0000000000c1"
BELOW = "0190a0a0-0000-7000-8000-0000000000c2"
LOWER, HIGHER = aiming(500000), aiming(700000)
PHRASE = "The market is smaller than we thought"


@pytest.fixture
def told(database_url: str) -> Iterator[Told]:
    with telling(database_url) as told:
        told.tell(START, GOAL, created(), activated())
        told.tell(START, OTHER, created(container_id=CONTAINER), activated())
        yield told


def move(told: Told, after: Definition, *, goal: str = GOAL, on: date = JUNE, **changes: Any) -> int:
    """Its position."""
    by, before = changes.pop("by", ANA), changes.pop("before", MRR)
    said = {"reason": f"{after.resolved} by {goal}", **changes}
    return told.tell(on, goal, replace(retargeted(before, after, on=on), **said), by=by)


def found(told: Told, *order: tuple[str, bool], position: int | None = None, **filters: Any) -> list[int]:
    """The positions of what is found."""
    return [item["position"] for item in items(told, *order, position=position, **filters)]


def items(told: Told, *order: tuple[str, bool], position: int | None = None, **filters: Any) -> list[dict[str, Any]]:
    with told.asking(position=position) as asking:
        return [msgspec.json.decode(item) for item in answers.page(asking, Wanted(filters, order))[0]]


def reviewed(
    told: Told,
    up_to: int,
    *,
    kind: ScopeKind = ScopeKind.WORKSPACE,
    of: str | None = None,
    start: date = START,
    end: date = JUNE,
) -> int:
    scope = Scope(kind=kind, id=of)
    fact = PeriodReviewed(start=start, end=end, scope=scope, reviewed_position=up_to, note="Looked at all of it")
    return told.tell(max(JUNE, end), WORKSPACE, fact)


def nested(told: Told) -> None:
    """BELOW is in CONTAINER."""
    for identity, parent in ((CONTAINER, None), (BELOW, CONTAINER)):
        told.tell(START, identity, ContainerOpened(name="Growth", kind=ContainerKind.FOLDER, parent_id=parent))


def put(told: Told, goal_id: str, container_id: str | None, *, on: date = JUNE) -> int:
    return told.tell(on, goal_id, GoalMoved(container_id=container_id))


def test_a_retarget_is_found_by_who_approved_it(told: Told):
    approved = move(told, LOWER, approval=Approval(approver=BEN))
    move(told, HIGHER)
    assert found(told, approver="ben") == [approved]
    assert found(told, approver="ana") == []
    assert items(told, approver="ben")[0]["approved_by"] == {"type": "user", "id": "ben"}


def test_a_retarget_is_found_by_each_field_it_changed(told: Told):
    both = move(told, aiming(500000, ending(date(2024, 1, 31))))
    target = move(told, HIGHER)
    weight = move(told, replace(MRR, weight=Decimal(2)))
    assert found(told, field="target") == [both, target]
    assert found(told, field="end") == [both]
    assert found(told, field="weight") == [weight]
    assert found(told, field="baseline") == []


@pytest.mark.parametrize(("days", "is_found"), [(0, True), (1, False), (2, False)])
def test_one_day_back_is_more_than_none_and_not_more_than_one(told: Told, days: int, is_found: bool):
    position = move(told, LOWER, effective_on=JUNE - timedelta(days=1))
    assert found(told, backdated=days) == ([position] if is_found else [])


def test_what_was_announced_is_not_backdated(told: Told):
    move(told, LOWER, effective_on=JUNE + timedelta(days=7))
    assert found(told, backdated=0) == []


def test_a_retarget_is_found_by_its_evidence_and_by_the_lack_of_it(told: Told):
    shown = move(told, LOWER, evidence=(Evidence(url="https://example.org/minutes"),))
    bare = move(told, HIGHER)
    assert (found(told, evidence=1), found(told, evidence=0)) == ([shown], [bare])


def test_a_calibration_is_found_as_one(database_url: str):
    with telling(database_url) as told:
        told.tell(START, GOAL, created(Maturity.PRELIMINARY), activated())
        calibration = move(told, LOWER)
        told.tell(JUNE, GOAL, GoalCommitted(on=JUNE))
        counted = move(told, HIGHER, before=LOWER)
        assert (found(told, counted=0), found(told, counted=1)) == ([calibration], [counted])


def test_filters_together_leave_what_all_of_them_leave(told: Told):
    wanted = move(told, LOWER, goal=OTHER, by=BEN, effective_on=START)
    move(told, LOWER, by=BEN, effective_on=START)
    move(told, HIGHER, goal=OTHER, by=BEN, effective_on=START)
    move(told, LOWER, goal=OTHER, by=ANA, effective_on=START)
    move(told, LOWER, goal=OTHER, by=BEN)
    assert found(told, container=CONTAINER, actor="ben", effect="easier", backdated=30, field="target") == [wanted]


def test_flags_recorded_with_a_retarget_are_its_own(told: Told):
    late = move(told, LOWER, on=END - timedelta(days=3))
    early = move(told, HIGHER)
    assert "R01" in items(told)[0]["flags"]
    assert found(told, flag="R01") == [late]
    assert early not in found(told, flag="R02")


def test_the_code_other_is_a_thin_reason(told: Told):
    position = move(told, LOWER, reason_code=ReasonCode.OTHER)
    assert found(told, flag="R11") == [position]
    assert items(told)[0]["flags"].count("R11") == 1


def test_the_third_use_of_the_same_words_makes_all_three_thin(told: Told):
    first = move(told, LOWER, reason=PHRASE)
    second = move(told, LOWER, goal=OTHER, reason=f"  {PHRASE.replace(' ', '  ')}\n")
    move(told, HIGHER, reason=f"{PHRASE}!")
    assert found(told, flag="R11") == []
    third = move(told, HIGHER, goal=OTHER, reason=PHRASE)
    assert found(told, flag="R11") == [first, second, third]
    assert found(told, flag="R11", position=third - 1) == []
    assert ["R11" in item["flags"] for item in items(told)] == [True, True, False, True]


def test_what_follows_from_elsewhere_and_what_is_not_counted_wears_no_words_thin(database_url: str):
    with telling(database_url) as told:
        told.tell(START, GOAL, created(Maturity.PRELIMINARY), activated())
        told.tell(START, OTHER, created(), activated())
        move(told, LOWER, reason=PHRASE)
        move(told, LOWER, goal=OTHER, reason=PHRASE)
        move(told, HIGHER, goal=OTHER, reason=PHRASE)
        move(told, LOWER, goal=OTHER, reason=PHRASE, follows=WORKSPACE)
        assert found(told, flag="R11") == []


def test_sealed_words_are_told_as_they_open_and_never_compared(told: Told):
    sealed = Sealed(subject="ana", nonce=b"1" * 12, ciphertext=b"same")
    for _ in range(3):
        move(told, LOWER, reason=sealed)
    assert [(item["reason"], "R11" in item["flags"]) for item in items(told)] == [("[sealed]", False)] * 3


def test_what_came_after_a_review_of_everything_is_new(told: Told):
    seen = move(told, LOWER)
    new = move(told, HIGHER)
    assert found(told, since_review=1) == [seen, new]
    signed = reviewed(told, seen)
    assert found(told, since_review=1) == [new]
    assert found(told, since_review=1, position=signed - 1) == [seen, new]


def test_a_review_of_one_goal_or_container_has_seen_no_other(told: Told):
    mine, other = move(told, LOWER), move(told, LOWER, goal=OTHER)
    reviewed(told, other, kind=ScopeKind.GOAL, of=GOAL)
    assert found(told, since_review=1) == [other]
    reviewed(told, mine, kind=ScopeKind.CONTAINER, of=CONTAINER)
    assert found(told, since_review=1) == [other]
    reviewed(told, other, kind=ScopeKind.CONTAINER, of=CONTAINER)
    assert found(told, since_review=1) == []


def test_an_earlier_position_signed_later_takes_nothing_back(told: Told):
    first, second = move(told, LOWER), move(told, HIGHER)
    reviewed(told, second)
    reviewed(told, first)
    assert found(told, since_review=1) == []


@pytest.mark.parametrize(("start", "end", "seen"), [(JUNE, JUNE, True), (START, MAY, False), (JULY, JULY, False)])
def test_a_review_has_seen_what_was_recorded_on_its_days(told: Told, start: date, end: date, seen: bool):
    position = move(told, LOWER)
    reviewed(told, position, start=start, end=end)
    assert found(told, since_review=1) == ([] if seen else [position])


def test_a_review_has_seen_the_days_of_the_workspaces_zone(told: Told):
    told.tell(START, WORKSPACE, PolicyChanged(policy=Policy(tz="Pacific/Honolulu")))
    position = move(told, LOWER)
    reviewed(told, position, start=JUNE, end=JUNE)
    assert found(told, since_review=1) == [position], "where the workspace is, it was still May"
    reviewed(told, position, start=MAY, end=MAY)
    assert found(told, since_review=1) == []


def test_a_month_that_no_review_covered_stays(told: Told):
    early, late, last = (move(told, aiming(500_000 + n), on=on) for n, on in enumerate((START, JUNE, JULY)))
    reviewed(told, last, start=JULY, end=JULY)
    assert found(told, since_review=1) == [early, late]
    reviewed(told, last, start=START, end=START)
    assert found(told, since_review=1) == [late]
    reviewed(told, early, start=START, end=JULY)
    assert found(told, since_review=1) == [late]
    reviewed(told, last, start=MAY, end=JUNE)
    assert found(told, since_review=1) == []


def test_a_review_of_a_container_has_seen_the_goals_that_were_in_it_or_below_it_then(told: Told):
    nested(told)
    put(told, OTHER, BELOW)
    position = move(told, LOWER, goal=OTHER)
    reviewed(told, position, kind=ScopeKind.CONTAINER, of=CONTAINER)
    assert found(told, since_review=1) == []
    told.tell(JUNE, BELOW, ContainerMoved(parent_id=None))
    assert found(told, since_review=1) == []


def test_what_a_review_did_not_see_is_not_hidden_by_moving_its_goal(told: Told):
    nested(told)
    position = move(told, LOWER)
    reviewed(told, position, kind=ScopeKind.CONTAINER, of=CONTAINER)
    put(told, GOAL, BELOW)
    assert found(told, since_review=1) == [position]


def test_a_container_is_asked_with_those_below_it_for_the_goals_now_in_them(told: Told):
    nested(told)
    mine, other = move(told, LOWER), move(told, LOWER, goal=OTHER)
    assert (found(told, container=CONTAINER), found(told, container=BELOW)) == ([other], [])
    at = put(told, GOAL, BELOW)
    assert (found(told, container=CONTAINER), found(told, container=BELOW)) == ([mine, other], [mine])
    assert found(told, container=CONTAINER, position=at - 1) == [other]
    put(told, OTHER, None)
    assert found(told, container=CONTAINER) == [mine]
    told.tell(JUNE, BELOW, ContainerMoved(parent_id=None))
    assert found(told, container=CONTAINER) == []


@pytest.mark.parametrize("order", [(("position", True),), (("magnitude", False),)])
def test_a_container_is_asked_together_with_anything_else(told: Told, order: tuple[tuple[str, bool], ...]):
    nested(told)
    put(told, OTHER, BELOW)
    move(told, LOWER)
    late = move(told, LOWER, goal=OTHER, on=END - timedelta(days=3))
    move(told, HIGHER, goal=OTHER, on=END - timedelta(days=3))
    wanted: dict[str, Any] = {"flag": "R01", "field": "target", "since_review": 1, "actor": "ana"}
    assert found(told, *order, container=CONTAINER, **wanted) == [late]


@pytest.fixture
def moved(told: Told) -> dict[str, int]:
    """Positions: of one that has no figures, and of those by much, upwards, and a bit."""
    waiting = replace(MRR, window=AuthoredWindow(anchor=Anchor.PRODUCT_LAUNCH, duration="P3M"), span=None)
    return {
        "none": move(told, MRR, before=waiting),
        "down": move(told, LOWER, on=JUNE + timedelta(days=1), effective_on=START),
        "up": move(told, HIGHER, on=JUNE + timedelta(days=2), effective_on=JUNE - timedelta(days=2)),
        "bit": move(told, aiming(610000), on=END + timedelta(days=9), effective_on=END),
    }


@pytest.mark.parametrize(
    ("name", "falling", "expected"),
    [
        ("position", False, ["none", "down", "up", "bit"]),
        ("position", True, ["bit", "up", "down", "none"]),
        ("recorded_at", True, ["bit", "up", "down", "none"]),
        ("magnitude", False, ["down", "bit", "up", "none"]),
        ("magnitude", True, ["up", "bit", "down", "none"]),
        ("days_to_deadline", False, ["bit", "up", "down", "none"]),
        ("days_to_deadline", True, ["down", "up", "bit", "none"]),
        ("effective_on", False, ["down", "up", "none", "bit"]),
    ],
)
def test_the_trail_is_sorted_and_what_has_no_figure_comes_last(
    told: Told, moved: dict[str, int], name: str, falling: bool, expected: list[str]
):
    assert found(told, (name, falling)) == [moved[each] for each in expected]


def test_rates_are_sorted_as_numbers_and_not_as_text(told: Told):
    told.read(date(2023, 5, 30), 590000)
    tenfold, twice, half = move(told, aiming(690000)), move(told, aiming(610000)), move(told, aiming(595000))
    assert found(told, ("ratio", False)) == [half, twice, tenfold]
    assert found(told, ("ratio", True)) == [tenfold, twice, half]


@pytest.mark.parametrize("order", [(), (("position", True),), (("magnitude", True),), (("ratio", False),)])
def test_pages_of_any_order_hold_each_retarget_once_whatever_is_written_meanwhile(
    told: Told, moved: dict[str, int], order: tuple[tuple[str, bool], ...]
):
    whole, at = found(told, *order), len(told.events)
    pages: list[int] = []
    after = None
    while True:
        with told.asking(position=at) as asking:
            shown, after = answers.page(asking, Wanted({}, order, after, 1))
        pages += [msgspec.json.decode(item)["position"] for item in shown]
        if after is None:
            break
        move(told, aiming(450000 + len(pages)), on=END + timedelta(days=9))
    assert pages == whole
    assert len(found(told)) > len(whole)


def test_what_is_told_is_the_same_whether_it_was_kept_or_is_told_anew(told: Told):
    move(told, LOWER, approval=Approval(approver=BEN), evidence=(Evidence(url="https://example.org", title="Minutes"),))
    with told.asking() as asking:
        kept = answers.page(asking, Wanted({}))[0][0]
        position = msgspec.json.decode(kept)["position"]
        known = trail.at(asking.rows, WORKSPACE, position)
        assert known is not None
        anew = answers.told(asking, known)
    assert msgspec.json.encode(anew) == bytes(kept)


def test_a_retarget_from_the_trail_has_the_type_of_its_fact(told: Told):
    move(told, LOWER)
    assert items(told)[0]["type"] == f"goalpost.{GoalRetargeted.__struct_config__.tag}"
