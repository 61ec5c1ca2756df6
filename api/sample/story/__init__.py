"""The year 2023 of eight goals, told by goal. The steps are put in order of time before they are taken."""

from api.sample.steps import Step
from api.sample.story import expansion, launch, mobile, retention, revenue, rules, setting, trials, weight

TELLERS = (setting, weight, retention, mobile, trials, revenue, launch, expansion)


def steps(workspace_id: str) -> list[Step]:
    """All of them, in the order in which they happened."""
    told = (each for teller in TELLERS for each in teller.steps())
    return sorted((*told, *setting.anchors(workspace_id), *rules.steps(workspace_id)), key=lambda each: each.at)
