"""3 percent of a new market within the first year: entered in March, given up in November."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from api.sample import names
from api.sample.catalogue import create_goal
from api.sample.steps import Step, invented, reading, step
from goals.goal.commands.activating import ActivateGoal
from goals.goal.commands.assessing import CheckIn, ReviewGoal
from goals.goal.commands.closing import CloseGoal
from goals.goal.commands.waiving import GrantWaiver
from goals.vocabulary import Health, Outcome, ReviewVerdict

G8 = names.goal_id("G8")


def steps() -> Iterator[Step]:
    why = "One industry carries all our revenue today."
    yield step("2023-01-16 10:00", "jon", replace(create_goal("G8", owner="jon", why=why), reviewer="ana"))
    yield step("2023-01-16 10:10", "jon", ActivateGoal(goal_id=G8))
    yield reading("2023-07-06 09:00", "jon", "market_share_new_industry", "2023-06-30", "0.4")
    yield reading("2023-10-05 09:00", "jon", "market_share_new_industry", "2023-09-30", "0.55")
    story = invented("Two pilots, no contract.")
    behind = CheckIn(goal_id=G8, confidence=Decimal("0.2"), status=Health.OFF_TRACK, story=story)
    yield step("2023-10-09 09:00", "jon", behind)
    pilots = GrantWaiver(
        goal_id=G8,
        until=date(2023, 11, 30),
        reason=invented("Two pilots run until the end of November. The target stays."),
    )
    yield step("2023-10-10 10:00", "ana", pilots)
    note = invented("We cannot serve two industries with one team.")
    yield step("2023-11-13 15:00", "ana", ReviewGoal(goal_id=G8, verdict=ReviewVerdict.CHANGE_PROPOSED, note=note))
    given_up = CloseGoal(
        goal_id=G8,
        outcome=Outcome.ABANDONED,
        reason=invented("The team goes back to the industry that pays."),
        lessons=invented("Sell first, then build for a second industry."),
    )
    yield step("2023-11-20 15:00", "ana", given_up)
