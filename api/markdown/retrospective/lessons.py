"""What was learnt?"""

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, because, day, who, words
from api.markdown.text import blocks, heading, quoted

HEADING = heading("Lessons")


def section(report: Told, names: Names) -> str:
    return blocks(HEADING, *(_lesson(each, names) for each in report["lessons"])) if report["lessons"] else ""


def _lesson(told: Told, names: Names) -> str:
    withdrawn = " It was reopened later." if told["withdrawn"] else ""
    closed = f"{names.bold(told['goal_id'])}, {words(told['outcome'])}, closed by {who(told)} on {day(told['on'])}."
    lessons = told["lessons"]
    learnt = "No lesson was written." if lessons is None or not lessons.strip() else quoted(lessons)
    return blocks(f"{closed}{because(told['reason'])}{withdrawn}", learnt)
