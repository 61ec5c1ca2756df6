"""What do flags ask that nobody has acknowledged?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET

from goals.facts import Event
from goals.goal.facts import GoalRetargeted
from goals.vocabulary import FlagId
from projections.answers import feed, forms
from projections.answers.flags.goal import of_view
from projections.answers.retrospective.question import Code, Question, as_recorded, day_of, named, through, who
from projections.answers.retrospective.seen import Seen
from projections.lives import left_out, view_of

ASKS = {
    FlagId.R01: "Why did {who} ease {title} on {on}, so late in its window?",
    FlagId.R02: "Why did {who} ease {title} on {on}, when it was behind?",
    FlagId.R03: "Why did {who} move the end of {title} on {on}, after it had passed?",
    FlagId.R04: "Why did {who} move the target of {title} on {on} to where its value already stood?",
    FlagId.R05: "Why does what {who} changed of {title} on {on} count from a day before that?",
    FlagId.R06: "What was wrong with the baseline of {title} that {who} rewrote on {on}, after the first reading?",
    FlagId.R07: "Is {title} still the goal that was agreed, moved so often and so far, the last time by {who} on {on}?",
    FlagId.R08: "Why did {who} raise the target of {title} on {on}, so soon after it had been met?",
    FlagId.R09: "Does {title} still measure the same, since {who} changed what it measures on {on}?",
    FlagId.R10: "Who other than {who} has approved the change to {title} of {on}?",
    FlagId.R11: "What is the reason for the change that {who} made to {title} on {on}, in its own words?",
    FlagId.R12: "Why did {who} move or drop a milestone of {title} on {on}, so late?",
    FlagId.R13: "What was decided about {title} before {who} recorded the reading on {on} that turned its outcome?",
    FlagId.R14: "Who has relied on the reading of {title} that {who} changed on {on}, after the goal was closed?",
    FlagId.R15: "Does anybody still pursue {title}, of which nothing was read for so long?",
    FlagId.R16: "Why did {who} end {title} on {on}, behind and close to its deadline?",
    FlagId.R17: "Was {title} aimed too low, far beyond its target by what {who} recorded on {on}?",
    FlagId.R18: "Why is {title} said by {who} on {on} to be on track, when its readings say off track?",
}
TWICE_SAID = (
    "{title} was twice said by {who} to be {said}, the last time on {on}, when its readings said {derived}: what is "
    "known that they do not show?"
)
Flag = Mapping[str, Any]


def questions(seen: Seen) -> Iterator[Question]:
    """Of the flags raised by what was recorded in the period, or took effect in it; the last of each kind of a goal."""
    for each in seen.goals:
        view = view_of(seen.asking.question, each.goal_id)
        if view is None:
            continue
        found = of_view(seen.asking, each.goal_id, view)
        gone = left_out(seen.asking.question, each.goal_id)
        kept = [flag for flag in found if flag["position"] not in (None, *gone) and not flag["acknowledged"]]
        raised = [(flag, feed.at(seen.asking, flag["position"])) for flag in kept]
        yield from _by_kind(seen, each.goal_id, [(flag, event) for flag, event in raised if seen.has(event)])


def _by_kind(seen: Seen, goal_id: str, raised: Sequence[tuple[Flag, Event]]) -> Iterator[Question]:
    for kind in dict.fromkeys(flag["flag"] for flag, _ in raised):
        mine = [(flag, event) for flag, event in raised if flag["flag"] == kind]
        yield _asked(seen, goal_id, mine)
        if kind == FlagId.R18:
            yield _own_assessment(seen, goal_id, mine[-1])


def _asked(seen: Seen, goal_id: str, raised: Sequence[tuple[Flag, Event]]) -> Question:
    last, event = raised[-1]
    because = {"flag": last["flag"], "name": last["name"], "times": len(raised), "inputs": last["inputs"]}
    event_ids = dict.fromkeys(event_id for flag, _ in raised for event_id in flag["event_ids"])
    words = ASKS[FlagId(last["flag"])].format(title=named(seen, goal_id), **_by(seen, event))
    if isinstance(event.fact, GoalRetargeted):
        words = as_recorded(seen, goal_id, words)
    return Question(Code(last["flag"]), goal_id, words, because | _actor(event), list(event_ids))


def _own_assessment(seen: Seen, goal_id: str, raised: tuple[Flag, Event]) -> Question:
    flag, event = raised
    said, derived = (str(flag["inputs"][name]).replace("_", " ") for name in ("status", "health"))
    told = TWICE_SAID.format(title=named(seen, goal_id), said=said, derived=derived, **_by(seen, event))
    because = {"inputs": flag["inputs"]} | _actor(event)
    return Question(Code.OWN_ASSESSMENT, goal_id, told, because, flag["event_ids"])


def _by(seen: Seen, event: Event) -> dict[str, str]:
    asked, recorded_at = event.envelope.asked, forms.instant(event.recorded_at)
    assert recorded_at is not None
    by = who({"id": asked.actor.id}, asked.on_behalf_of)
    follows = event.fact.follows if isinstance(event.fact, GoalRetargeted) else UNSET
    if isinstance(follows, str):
        by = f"{by}, who {through(seen, follows)},"
    return {"who": by, "on": day_of(seen, recorded_at)}


def _actor(event: Event) -> dict[str, Any]:
    return {"actor": forms.struct(event.envelope.asked.actor)}
