"""What is decided about readings."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from goals.facts import Fact
from goals.identity import reading_id
from goals.kpi.facts import KpiDefined, KpiRedefined, KpiRetired, Measure
from goals.reading.commands import CorrectReading, NewReading
from goals.reading.errors import KpiIsRetired, ReadingConflict, TooManyDecimals
from goals.reading.facts import ReadingCorrected
from goals.reading.intake import Fate, Outcome, prepare
from goals.vocabulary import Aggregation, UnitKind, ValueKind
from tests.given import ASKED, Story, elsewhere, given, hub
from tests.goal.known import MRR

NOON = datetime(2023, 4, 3, 12, tzinfo=UTC)
CENTS = Measure(
    unit="USD",
    unit_kind=UnitKind.CURRENCY,
    currency="USD",
    scale=2,
    value_kind=ValueKind.LEVEL,
    aggregation=Aggregation.LAST,
)
WHOLE = Measure(
    unit="USD",
    unit_kind=UnitKind.CURRENCY,
    currency="USD",
    value_kind=ValueKind.LEVEL,
    aggregation=Aggregation.LAST,
)
IN_WHOLE = KpiRedefined(measure=WHOLE, series=2, reason="whole dollars are enough")
IN_CENTS_AGAIN = KpiRedefined(measure=CENTS, series=3, reason="they were not enough")


def measured_in_cents() -> Story:
    return given(*elsewhere(MRR, KpiDefined(key="mrr", name="Revenue", measure=CENTS)))


def reading(value: str = "4.25", **more: Any) -> NewReading:
    said: dict[str, Any] = {"observed_at": NOON, "value": Decimal(value)}
    return NewReading(**said | more)


def take_in(story: Story, *readings: NewReading) -> list[Outcome]:
    prepared = prepare(MRR, readings)
    return hub().write(story.workspace_id, lambda writing: writing.take_in(MRR, prepared, ASKED))


def fates(outcomes: Sequence[Outcome]) -> list[Fate]:
    return [outcome.fate for outcome in outcomes]


def correct(story: Story, read: Outcome, value: str) -> Any:
    return story.when(
        CorrectReading, reading_id=read.reading_id, value=Decimal(value), reason="the invoice said otherwise"
    )


@pytest.mark.parametrize("since", [KpiRetired(), IN_WHOLE])
def test_a_reading_sent_again_is_a_duplicate_whatever_became_of_its_kpi(since: Fact):
    story = measured_in_cents()
    first = take_in(story, reading())
    story.tell(MRR, since)
    before = story.position()
    again = take_in(story, reading())
    assert (fates(first), fates(again)) == ([Fate.CREATED], [Fate.DUPLICATE])
    assert (again[0].reading_id, story.position()) == (first[0].reading_id, before)


@pytest.mark.parametrize("since", [KpiRetired(), IN_WHOLE])
def test_other_content_is_a_conflict_whatever_became_of_the_kpi(since: Fact):
    story = measured_in_cents()
    take_in(story, reading())
    story.tell(MRR, since)
    assert isinstance(take_in(story, reading("4.5"))[0].error, ReadingConflict)


def test_what_is_new_is_still_held_against_the_kpi_as_it_is():
    story = measured_in_cents()
    take_in(story, reading())
    story.tell(MRR, IN_WHOLE)
    assert isinstance(take_in(story, reading(key="another"))[0].error, TooManyDecimals)
    story.tell(MRR, KpiRetired())
    assert isinstance(take_in(story, reading(key="another"))[0].error, KpiIsRetired)


@pytest.mark.parametrize(
    ("observed_at", "key"),
    [
        (NOON, "2023-04-03T12:00:00Z"),
        (NOON.astimezone(timezone(timedelta(hours=2))), "2023-04-03T12:00:00Z"),
        (NOON.replace(microsecond=250), "2023-04-03T12:00:00.000250Z"),
    ],
)
def test_a_reading_without_a_key_is_known_by_its_instant_in_utc(observed_at: datetime, key: str):
    named, unnamed = reading(observed_at=observed_at, key=key), reading(observed_at=observed_at)
    outcomes = take_in(measured_in_cents(), unnamed, named)
    assert fates(outcomes) == [Fate.CREATED, Fate.DUPLICATE]
    assert {outcome.reading_id for outcome in outcomes} == {reading_id(kpi_id=MRR, key=key)}


@pytest.mark.parametrize("key", ["2023-04-03T12:00:00+00:00", "2023-04-03T12:00:00.000Z", "2023-04-03"])
def test_a_key_that_was_given_is_kept_as_it_was_written(key: str):
    assert fates(take_in(measured_in_cents(), reading(), reading(key=key))) == [Fate.CREATED, Fate.CREATED]
    assert reading(key=key).identity == key


def test_a_correction_has_the_decimals_of_the_readings_own_series():
    story = measured_in_cents()
    (in_cents,) = take_in(story, reading())
    story.tell(MRR, IN_WHOLE)
    (in_whole,) = take_in(story, reading("5", key="whole"))
    story.tell(MRR, IN_CENTS_AGAIN)
    correct(story, in_whole, "5.5").then_refused(TooManyDecimals, at="/value")
    correct(story, in_cents, "4.755").then_refused(TooManyDecimals, at="/value")
    corrected = ReadingCorrected(kpi_id=MRR, value=Decimal("4.75"), reason="the invoice said otherwise")
    correct(story, in_cents, "4.75").then(*elsewhere(in_cents.reading_id, corrected))


def test_a_correction_keeps_its_decimals_though_the_present_series_has_fewer():
    story = measured_in_cents()
    (read,) = take_in(story, reading())
    story.tell(MRR, IN_WHOLE)
    assert correct(story, read, "4.75").error is None
