"""What was changed, by whom, and why?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from api.markdown.retrospective.moves import move
from api.markdown.retrospective.names import Names
from api.markdown.said import Told, because, day, fields, together, who, words
from api.markdown.text import blocks, bold, bullets, heading, short, text

HEADING = heading("What was changed, by whom, and why")
NO_MOVES = "No goalpost was moved."
MOST = 30
MADE = ("created", "added", "activated", "opened", "window-resolved")
"""What they set is told elsewhere: where goals stand, what they aim at, and of milestones."""


def section(report: Told, names: Names) -> str:
    changes = report["changes"]
    moves = bullets((move(each, names) for each in changes if each["retarget"] is not None), most=MOST)
    others = bullets(_others([each for each in changes if each["retarget"] is None]), most=MOST)
    return blocks(HEADING, moves or NO_MOVES, "Besides:" if others else "", others)


def _others(changes: Sequence[Told]) -> Iterator[str]:
    """Day by day: what needs no more than its name in one line for all that it was done to, and one for each other."""
    for on, found in groupby(changes, lambda each: str(each["recorded_at"][:10])):
        of_day = list(found)
        plain = [each for each in of_day if each["title"] is not None and not _told(each)]
        yield from _plain(on, plain)
        yield from (_other(each) for each in of_day if each not in plain)


def _plain(on: str, changes: Sequence[Told]) -> Iterator[str]:
    done: dict[tuple[str, str], Counter[str]] = {}
    for each in changes:
        done.setdefault((bold(text(each["title"])), who(each)), Counter())[_done(each)] += 1
    alike: dict[str, list[tuple[str, str]]] = {}
    for by, times in done.items():
        alike.setdefault(together(_times(said, n) for said, n in times.items()), []).append(by)
    yield from (f"{day(on)}, {_all_did(these, said)}." for said, these in alike.items())


def _all_did(these: Sequence[tuple[str, str]], said: str) -> str:
    """What was done to each of these goals, and by whom."""
    people = {by for _, by in these}
    if len(people) == 1:
        return f"{together(goal for goal, _ in these)}: {said} by {people.pop()}"
    return f"{together(f'{goal} ({by})' for goal, by in these)}: {said}"


def _times(said: str, n: int) -> str:
    return said if n == 1 else f"{said} ({n})"


def _done(change: Told) -> str:
    """As in "waiver granted"."""
    _, thing, done, _ = change["type"].split(".")
    about = "" if thing == "goal" else f"{words(thing)} "
    return f"{about}{words(done.replace('-', ' '))}"


def _told(change: Told) -> str:
    """What is to be told besides that it was done: the fields, and why."""
    is_made = change["type"].split(".")[2] in MADE
    said = "" if is_made else fields(change["changes"])
    return f"{f', {said}' if said else ''}.{because(change['reason'])}".removesuffix("." if not said else "")


def _other(change: Told) -> str:
    about = _about(change)
    when = f"{day(change['recorded_at'])}{f', {about}' if about else ''}"
    return f"{when}: {_done(change)} by {who(change)}{_told(change) or '.'}"


def _about(change: Told) -> str:
    """The goal, and which of its milestones."""
    title = "" if change["title"] is None else bold(text(change["title"]))
    milestone = change["milestone_title"]
    if milestone is None:
        return title
    return f"“{short(milestone)}”{f' of {title}' if title else ''}"
