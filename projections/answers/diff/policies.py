"""Which changes of policy were there between two moments, and which of them touch what is judged?"""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from goals.workspace.facts import Policy, PolicyChanged
from projections.answers import feed
from projections.answers.diff.ends import Ends
from projections.answers.what_changed import caused

_judged = attrgetter("on_track", "at_risk", "grace_days", "tz", "fiscal_year_start")
"""What figures and flags depend on: not who has to agree to a change, nor when it comes into force."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The changes in between; `judging` are the positions of those that changed what goals are judged by."""

    told: list[dict[str, Any]]
    judging: list[int]


def policies_of(ends: Ends) -> Policies:
    rules = Policy()
    found = Policies([], [])
    for event in feed.stream(ends.after, ends.after.workspace_id):
        if not isinstance(event.fact, PolicyChanged):
            continue
        if ends.has(event.position):
            found.told.append(caused(ends.after, event))
            if _judged(event.fact.policy) != _judged(rules):
                found.judging.append(event.position)
        rules = event.fact.policy
    return found
