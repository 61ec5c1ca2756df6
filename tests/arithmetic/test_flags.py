"""Where each flag's border is: reached, within a hair, and not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from goals import flags_of_changes as changes
from goals import flags_of_lives as lives
from goals.flags import NAMES, raised, told
from goals.flags_of_changes import Metric
from goals.vocabulary import Aggregation, Cadence, Direction, Effect, FlagId, Health, Outcome, ReasonCode, ValueKind

DAY = date(2023, 6, 30)
THIRD = Decimal(1) / Decimal(3)
HAIR = Decimal("0.000000001")


def days(count: int) -> date:
    return DAY + timedelta(days=count)


def test_every_flag_has_a_name():
    assert set(NAMES) == set(FlagId)


def test_a_flag_tells_the_figures_it_was_judged_by():
    (found,) = raised(
        FlagId.R02, changes.after_miss, ("e1",), effect=Effect.EASIER, progress=THIRD, expected=Decimal("0.5")
    )
    assert found.inputs == {"effect": "easier", "progress": "0.3333", "expected": "0.5000"}
    assert told({"end": DAY, "value": Decimal("450000.00"), "was_read": True, "pace": None}) == {
        "end": "2023-06-30",
        "value": "450000",
        "was_read": True,
        "pace": None,
    }


@pytest.mark.parametrize(
    ("days_to_deadline", "elapsed", "expected"),
    [
        (14, "0.5", True),
        (15, "0.5", False),
        (0, "1", True),
        (-3, "1", True),
        (80, "0.8", False),
        (80, "0.800000001", True),
        (None, None, False),
    ],
)
def test_an_easing_is_late_from_fourteen_days_or_in_the_last_fifth(
    days_to_deadline: int | None, elapsed: str | None, expected: bool
):
    share = None if elapsed is None else Decimal(elapsed)
    late = {"days_to_deadline": days_to_deadline, "window_elapsed": share}
    assert changes.late_easing(effect=Effect.EASIER, **late) is expected  # type: ignore[arg-type]
    assert not changes.late_easing(effect=Effect.MIXED, **late)  # type: ignore[arg-type]


def test_a_miss_is_more_than_a_tenth_behind():
    def missed(progress: Decimal, expected: str = "0.5") -> bool:
        return changes.after_miss(effect=Effect.EASIER, progress=progress, expected=Decimal(expected))

    assert not missed(Decimal("0.4"))
    assert missed(Decimal("0.4") - HAIR)
    assert not missed(THIRD - Decimal("0.1") + Decimal("1E-45"), str(THIRD))
    assert not changes.after_miss(effect=Effect.EASIER, progress=None, expected=Decimal(1))
    assert not changes.after_miss(effect=Effect.HARDER, progress=Decimal(0), expected=Decimal(1))


def test_an_end_is_moved_after_it_was_due_from_the_day_after():
    assert changes.extended_after_due(old_end=DAY, new_end=days(30), recorded_on=days(1))
    assert not changes.extended_after_due(old_end=DAY, new_end=days(30), recorded_on=DAY)
    assert not changes.extended_after_due(old_end=DAY, new_end=DAY, recorded_on=days(1))
    assert not changes.extended_after_due(old_end=None, new_end=DAY, recorded_on=days(1))


def test_a_change_is_backdated_by_more_than_one_day():
    assert not changes.backdated(effective_on=DAY, recorded_on=days(1))
    assert changes.backdated(effective_on=DAY, recorded_on=days(2))
    assert not changes.backdated(effective_on=days(7), recorded_on=DAY)


def test_a_baseline_is_rewritten_where_it_was_known_and_something_was_read():
    zero = Decimal(0)
    assert changes.baseline_rewrite(before=zero, after=Decimal(1), was_read=True)
    assert changes.baseline_rewrite(before=zero, after=None, was_read=True)
    assert not changes.baseline_rewrite(before=zero, after=Decimal("0.00"), was_read=True)
    assert not changes.baseline_rewrite(before=None, after=zero, was_read=True)
    assert not changes.baseline_rewrite(before=zero, after=Decimal(1), was_read=False)


def test_churn_is_a_third_move_or_more_than_half_of_the_way():
    assert not changes.churned(moves=2, gross=Decimal("0.5"))
    assert changes.churned(moves=3, gross=Decimal(0))
    assert changes.churned(moves=1, gross=Decimal("0.5") + HAIR)


def test_a_ratchet_is_a_hardening_up_to_thirty_days_after_the_target_was_met():
    def is_one(met_on: date | None, effect: Effect = Effect.HARDER) -> bool:
        return changes.ratchet(effect=effect, first_met_on=met_on, recorded_on=DAY)

    assert is_one(DAY) and is_one(days(-30))
    assert not is_one(days(-31)) and not is_one(None) and not is_one(DAY, Effect.MIXED)


def test_a_metric_is_swapped_where_a_part_of_it_is_another_one():
    mrr = Metric(
        kpi="k1",
        direction=Direction.INCREASE,
        unit="USD",
        aggregation=Aggregation.LAST,
        value_kind=ValueKind.LEVEL,
    )
    other = Metric(kpi="k1", direction=None, unit="EUR", aggregation=Aggregation.LAST, value_kind=ValueKind.INCREMENT)
    assert changes.swapped(mrr, mrr) == ()
    assert changes.swapped(mrr, other) == ("direction", "unit", "value_kind")
    assert changes.swapped(other, mrr) == ("unit", "value_kind"), "a direction that was not known was not swapped"


@pytest.mark.parametrize(
    ("actors", "grounds", "expected"),
    [
        (("ben", None, "ana", None), "policy", False),
        (("ana", None, "ana", None), "", True),
        (("ben", "ana", "ana", None), "", True),
        (("ben", None, "bot", "ben"), "", True),
        ((None, None, "ana", None), "", False),
        ((None, None, "ana", None), "policy", True),
    ],
)
def test_an_import_is_self_approved_by_either_id_or_by_nobody_where_it_was_asked_for(
    actors: tuple[str | None, ...], grounds: str, expected: bool
):
    approver, approver_for, proposer, proposer_for = actors
    assert (
        changes.self_approved(
            approver=approver, approver_for=approver_for, proposer=proposer, proposer_for=proposer_for, grounds=grounds
        )
        is expected
    )


def test_a_reason_is_thin_by_its_code_or_the_third_time():
    assert changes.thin_code(reason_code=ReasonCode.OTHER) and not changes.thin_code(reason_code=ReasonCode.TYPO)
    assert changes.thin_text(repeats=3) and not changes.thin_text(repeats=2)


def test_a_milestone_slips_once_it_is_over_due_and_is_dropped_late_from_fourteen_days():
    assert lives.moved_after_due(due=days(-1), recorded_on=DAY)
    assert not lives.moved_after_due(due=DAY, recorded_on=DAY) and not lives.moved_after_due(due=None, recorded_on=DAY)
    assert lives.dropped_late(due=days(14), recorded_on=DAY) and lives.dropped_late(due=days(-9), recorded_on=DAY)
    assert not lives.dropped_late(due=days(15), recorded_on=DAY)


def test_a_late_reading_flips_the_outcome_from_the_day_after_the_deadline():
    turned = {"outcome_before": Outcome.MISSED, "outcome_after": Outcome.ACHIEVED}
    assert lives.flipped(**turned, deadline=DAY, recorded_on=days(1))
    assert not lives.flipped(**turned, deadline=DAY, recorded_on=DAY)
    assert not lives.flipped(
        outcome_before=Outcome.MISSED, outcome_after=Outcome.MISSED, deadline=DAY, recorded_on=days(1)
    )


def test_a_changed_reading_counts_from_the_first_to_the_last_day_of_the_window():
    def counts(on: date) -> bool:
        return lives.changed_after_close(observed_on=on, start=DAY, end=days(9))

    assert counts(DAY) and counts(days(9))
    assert not counts(days(-1)) and not counts(days(10))


def test_silence_is_twice_the_cadence_or_fourteen_days_past_the_end():
    def is_silent(
        on: date, *, since: date | None = DAY, cadence: Cadence | None = Cadence.WEEK, end: date = date(2023, 9, 28)
    ) -> bool:
        return lives.silent(since=since, cadence=cadence, on=on, start=DAY, end=end)

    assert is_silent(days(14)) and not is_silent(days(13))
    assert not is_silent(days(89), cadence=None)
    assert not is_silent(days(23), end=days(10), since=days(-3)) and is_silent(days(24), end=days(10), since=days(9))
    assert not is_silent(days(-1), since=days(-99))


def test_an_exit_is_quiet_within_fourteen_days_of_the_end_while_behind():
    def is_quiet(on: date = DAY, *, ended: str = "abandoned", was_read: bool = True, pace: str | None = "0.89") -> bool:
        figure = None if pace is None else Decimal(pace)
        return lives.quiet_exit(
            ended=ended, end=DAY, recorded_on=on, was_read=was_read, pace=figure, on_track=Decimal("0.9")
        )

    assert is_quiet(days(14)) and is_quiet(days(-14)) and is_quiet(was_read=False, pace=None)
    assert not is_quiet(days(15)) and not is_quiet(days(-15))
    assert not is_quiet(pace="0.9") and not is_quiet(pace=None)
    assert is_quiet(ended="superseded") and is_quiet(ended="archived") and not is_quiet(ended="missed")


def test_a_target_was_too_low_where_it_was_half_exceeded_before_half_the_time():
    assert lives.sandbagged(progress=Decimal("1.5"), elapsed=4, total=10)
    assert not lives.sandbagged(progress=Decimal("1.5"), elapsed=5, total=10)
    assert lives.sandbagged(progress=Decimal("1.5"), elapsed=5, total=11)
    assert not lives.sandbagged(progress=Decimal("1.5") - HAIR, elapsed=4, total=10)


def test_a_status_gap_takes_two_check_ins_that_say_so_and_two_that_were_not():
    def is_gap(*healths: Health | None) -> bool:
        status_before, before, status, now = healths
        return lives.status_gap(status_before=status_before, health_before=before, status=status, health=now)

    on, off = Health.ON_TRACK, Health.OFF_TRACK
    assert is_gap(on, off, on, off)
    assert not is_gap(on, Health.AT_RISK, on, off) and not is_gap(Health.AT_RISK, off, on, off)
    assert not is_gap(on, off, on, None)
