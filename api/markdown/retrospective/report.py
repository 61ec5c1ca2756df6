"""What came of a period, for pasting into a document."""

from api.markdown.retrospective import (
    aims,
    beginning,
    changes,
    decomposed,
    forecasts,
    known_when,
    lessons,
    milestones,
    questions,
    silent,
    stood,
    weeks,
)
from api.markdown.retrospective.names import names
from api.markdown.said import Told
from api.markdown.text import blocks

SECTIONS = (
    beginning,
    stood,
    aims,
    changes,
    milestones,
    decomposed,
    known_when,
    weeks,
    forecasts,
    silent,
    lessons,
    questions,
)


def markdown(report: Told) -> str:
    """The document, from the JSON of a retrospective."""
    called = names(report)
    return f"{blocks(*(each.section(report, called) for each in SECTIONS))}\n"
