"""Which questions does a report suggest?"""

from collections.abc import Collection, Mapping
from itertools import chain
from typing import Any

from projections.answers.retrospective import asked_of_flags, asked_of_knowledge, asked_of_moves, asked_of_work
from projections.answers.retrospective.question import PLACES, Code, Question
from projections.answers.retrospective.seen import Seen

EASED = (Code.EASED_LATE, Code.EASED_BEHIND, Code.EASED_ALONG)
COVERED = {
    Code.R01: EASED,
    Code.R02: EASED,
    Code.R13: (Code.TURNED_LATE,),
    Code.R15: (Code.SILENT,),
    Code.R18: (Code.OWN_ASSESSMENT,),
}
"""What a flag asks is asked with its figures already, where there is the other question of the goal."""


def section(seen: Seen, report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """By weight and goal, at most one of a kind for each goal. They follow from the report's other sections, and from
    the flags raised by what happened in the period that nobody has acknowledged."""
    asked = chain(
        asked_of_moves.questions(seen, report),
        asked_of_knowledge.questions(seen, report),
        asked_of_work.questions(seen, report),
        asked_of_flags.questions(seen),
    )
    found: dict[tuple[Code, str | None], Question] = {}
    for each in asked:
        found.setdefault((each.code, each.goal_id), each)
    kept = [each for each in found.values() if not _is_covered(each, found)]
    return [each.told for each in sorted(kept, key=lambda each: (PLACES[each.code], each.goal_id or ""))]


def _is_covered(question: Question, found: Collection[tuple[Code, str | None]]) -> bool:
    return any((code, question.goal_id) in found for code in COVERED.get(question.code, ()))
