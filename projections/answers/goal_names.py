"""What is a goal called, and which is called so?"""

from projections import goals
from projections.answers.asking import Asking
from projections.listing import Wanted, page, sort_text

MOST = 1000


def title_of(asking: Asking, goal_id: str) -> str | None:
    """None if there was no such goal."""
    found = goals.versions.at(asking.rows, asking.workspace_id, goal_id, asking.position)
    return None if found is None else asking.open_text(goals.decoded(found[0]).goal.description.title)


def called(asking: Asking, title: str) -> list[str]:
    """The ids of the goals with exactly this title; a sealed one is not found by it."""
    wanted = Wanted({"title": sort_text(title)}, limit=MOST)
    found = page(asking.rows, goals.goals, asking.workspace_id, asking.position, wanted)
    return [goal_id for goal_id, _, doc in found.rows if goals.decoded(doc).goal.description.title == title]
