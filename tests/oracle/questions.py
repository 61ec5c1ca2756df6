"""What is asked of a workspace at a moment, and where what is served is not what the oracle says."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from tests.oracle import oracle, oracle_lists, oracle_report, oracle_slips, served
from tests.oracle.aims import FIRST_DAY
from tests.oracle.asking import Question, compared, each
from tests.oracle.histories import OWNERS, TAGS
from tests.oracle.replays import replay

MIDDLE = FIRST_DAY + timedelta(days=25)
HEALTHS = ("no_data", "on_track", "at_risk", "off_track", "achieved_early", "stale", "overdue", "not_started")
EFFECTS = ("easier", "harder", "neutral", "mixed", "incomparable")
PERIODS = ("2024", "2024-Q1", "2024-H1", "2024-01", "2024-02", "2024-03")


def goal(asked: Question) -> list[str]:
    goal_id = asked.any_goal()
    if goal_id is None:
        return []
    return asked.wrong(f"/v1/goals/{goal_id}", "", oracle.goal(asked.events, goal_id, asked.moment), served.goal)


def goals(asked: Question) -> list[str]:
    filters = drawn_filters(asked)
    sort = asked.chance.choice([None, "title", "-title", "created_at", "-created_at", *(DUE if is_last(asked) else ())])
    more = "".join(f"&{name}={value}" for name, value in filters.items())
    expected = oracle_lists.goals(asked.events, asked.moment, filters, sort)
    return asked.wrong(
        "/v1/goals", f"{more}&limit=200" + (f"&sort={sort}" if sort else ""), expected, each(served.goal)
    )


DUE = ("due", "-due")


def drawn_filters(asked: Question) -> dict[str, str]:
    """None, one or two of them."""
    values: dict[str, Sequence[str]] = {
        "state": ("draft", "active", "paused", "closed", "archived"),
        "outcome": ("achieved", "missed", "abandoned", "superseded"),
        "owner": [owner for owner in OWNERS if owner],
        "container": list(asked.known.containers),
        "tag": TAGS,
        "health": HEALTHS,
        "maturity": ("committed", "preliminary"),
        "flag": oracle_report.FLAGS,
        "kpi": list(asked.known.kpis) if is_last(asked) else (),
    }
    names = asked.chance.sample([name for name in values if values[name]], k=asked.chance.choice([0, 1, 1, 2]))
    return {name: asked.chance.choice(values[name]) for name in names}


def is_last(asked: Question) -> bool:
    """Whether every goal is measured by what was last recorded of it, unless a day was named."""
    return asked.moment.on is not None or all(
        oracle.standing(goal, asked.moment, oracle.day_asked(asked.known, goal, asked.moment)) is goal.definition
        for goal in asked.known.goals.values()
    )


def trail(asked: Question) -> list[str]:
    filters: dict[str, Sequence[str]] = {
        "goal": list(asked.known.goals),
        "effect": EFFECTS,
        "reason_code": ("under_performance", "other", "scope_change"),
        "flag": [f"R{n:02}" for n in range(1, 12)],
        "container": list(asked.known.containers),
    }
    names = asked.chance.sample([name for name in filters if filters[name]], k=asked.chance.choice([0, 0, 1, 2]))
    drawn = {name: asked.chance.choice(filters[name]) for name in names}
    within = within_of(asked, drawn.get("container"))
    expected = [
        item
        for item in oracle.trail(asked.events, asked.moment)
        if item["goal_id"] in within
        and drawn.get("goal", item["goal_id"]) == item["goal_id"]
        and drawn.get("flag") in (None, *item["flags"])
        and all(item[name] == value for name, value in drawn.items() if name in ("effect", "reason_code"))
    ]
    more = "".join(f"&{name}={value}" for name, value in drawn.items())
    return asked.wrong("/v1/trail", f"{more}&limit=200", expected, each(served.move))


def within_of(asked: Question, container_id: str | None) -> set[str]:
    """The goals in a container, or below it."""
    there = None if container_id is None else {container_id, *oracle_lists.below(asked.known, container_id)}
    return {goal.id for goal in asked.known.goals.values() if there is None or goal.container_id in there}


def report(asked: Question) -> list[str]:
    first = FIRST_DAY + timedelta(days=asked.chance.randint(-25, 130))
    last = first + timedelta(days=asked.chance.choice([0, 6, 30, 90]))
    container_id = asked.chance.choice([None, None, *asked.known.containers])
    more = f"&from={first}&to={last}" + (f"&container={container_id}" if container_id else "")
    expected = oracle_report.report(asked.events, asked.moment, first, last, container_id)
    if expected is None:
        answer = asked.telling.api.get(f"/v1/integrity{asked.query}{more}")
        return compared(f"/v1/integrity{asked.query}{more}", answer.status_code, 422)
    return asked.wrong("/v1/integrity", more, expected, served.report)


def flags(asked: Question) -> list[str]:
    goal_id = asked.any_goal()
    if goal_id is None:
        return []
    told = asked.ask(f"/v1/goals/{goal_id}/flags", "&limit=200")["items"]
    found = {(flag["flag"], about(flag)) for flag in told}
    expected = set(oracle.flags(asked.events, goal_id, asked.moment))
    places = {event.id: f"{event.position} {event.type}" for event in asked.events}
    return [
        f"flag {flag} {asked.query}: served {[places[each] for each in ids]} {goal_id}, {word}"
        for wrong, word in ((found - expected, "but must not be"), (expected - found, "is MISSING"))
        for flag, ids in sorted(wrong)
    ]


def about(flag: dict[str, Any]) -> tuple[str, ...]:
    """The events; of words used again only the last, which is the retarget's own."""
    return tuple(flag["event_ids"][-1:] if flag["flag"] == "R11" else flag["event_ids"])


def lens(asked: Question) -> list[str]:
    goal_id = asked.any_goal()
    if goal_id is None or not asked.known.goals[goal_id].was_activated:
        return []
    expected = oracle.attainments(asked.events, goal_id, asked.moment, (FIRST_DAY, MIDDLE))
    name = asked.chance.choice(sorted(expected))
    path = f"/v1/goals/{goal_id}/attainment"
    return asked.wrong(
        path, f"&lens={name}", expected[name], lambda told: {each: told[each] for each in expected[name]}
    )


def decomposition(asked: Question) -> list[str]:
    """By how much it is told that a goal came on, over a stretch of days."""
    goal_id, (since, until) = asked.any_goal(), drawn_days(asked)
    if goal_id is None or since >= until:
        return []
    expected = oracle.decomposed(asked.events, goal_id, asked.moment, since, until)
    if expected is None:
        return []
    return asked.wrong(f"/v1/goals/{goal_id}/decomposition", f"&from={since}&to={until}", expected, served.parts)


def drawn_days(asked: Question) -> tuple[date, date]:
    until = asked.moment.on or asked.moment.now.date()
    return asked.chance.choice(
        [(FIRST_DAY, MIDDLE), (FIRST_DAY - timedelta(days=20), until), (until - timedelta(days=9), until)]
    )


def container(asked: Question) -> list[str]:
    if not asked.known.containers:
        return []
    container_id = asked.chance.choice(list(asked.known.containers))
    expected = oracle_lists.container(asked.events, container_id, asked.moment)
    return asked.wrong(f"/v1/containers/{container_id}", "", expected, served.container)


def readings(asked: Question) -> list[str]:
    if not asked.known.kpis:
        return []
    kpi_id = asked.chance.choice(list(asked.known.kpis))
    series = asked.chance.choice([None, None, *range(1, asked.known.kpis[kpi_id].series + 1)])
    more = "&limit=200" + ("" if series is None else f"&series={series}")
    expected = oracle_lists.readings(asked.events, kpi_id, asked.moment, series)
    return asked.wrong(f"/v1/kpis/{kpi_id}/readings", more, expected, each(served.reading))


def reading(asked: Question) -> list[str]:
    if not asked.known.readings:
        return []
    reading_id = asked.chance.choice(list(asked.known.readings))
    expected = oracle_lists.reading(asked.events, reading_id, asked.moment)
    return asked.wrong(f"/v1/readings/{reading_id}", "", expected, served.reading)


def milestones(asked: Question) -> list[str]:
    goal_id = asked.any_goal()
    if goal_id is None:
        return []
    expected = oracle_lists.milestones(asked.events, goal_id, asked.moment)
    return asked.wrong(f"/v1/goals/{goal_id}/milestones", "&limit=200", expected, each(served.milestone))


def slips(asked: Question) -> list[str]:
    goal_id = asked.any_goal()
    if goal_id is None:
        return []
    goal, on = asked.known.goals[goal_id], oracle.day_asked(asked.known, asked.known.goals[goal_id], asked.moment)
    milestones = oracle.milestones_asked(asked.known, goal, asked.moment.on)
    expected = [oracle_slips.told(each) for each in oracle_slips.slips(asked.events, asked.known, goal, milestones, on)]
    return asked.wrong(f"/v1/goals/{goal_id}/slips", "&limit=200", expected, each(served.slip))


MAIN = (goal, goals, trail, report)
OTHERS = (flags, lens, decomposition, container, readings, reading, milestones, slips, replay)


def faults(asked: Question, *, others: int) -> Iterator[str]:
    """Of what is asked always, and of so many other questions."""
    for question in (*MAIN, *asked.chance.sample(OTHERS, k=others)):
        yield from question(asked)
