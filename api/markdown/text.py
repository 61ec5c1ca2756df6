"""Markdown, as CommonMark with GitHub's tables has it; what people wrote stays what they wrote."""

import re
from collections.abc import Collection, Iterable, Sequence

NOTHING = "–"
LONGEST = 300

_SPECIAL = re.compile(r"[\\`*_\[\]<>|~$]|&(?=#?\w+;)")
_LEADING = re.compile(r"^([#+=:-])|^(\d{1,9})([.)])")


def text(written: str) -> str:
    """What somebody wrote, in one line: no character of it is markup, wherever it stands."""
    escaped = _SPECIAL.sub(r"\\\g<0>", line(written))
    return _LEADING.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", escaped)


def short(written: str) -> str:
    """As `text`, of no more than its beginning where it is long."""
    found = line(written)
    return text(found if len(found) <= LONGEST else f"{found[: LONGEST - 1].rstrip()}…")


def line(written: str) -> str:
    """Without what cannot be seen."""
    return " ".join("".join(each if each.isprintable() else " " for each in written).split())


def code(written: str) -> str:
    """A word of no language."""
    return f"`{line(written).replace('`', chr(39)) or NOTHING}`"


def heading(said: str) -> str:
    return f"## {said}"


def bold(said: str) -> str:
    return f"**{said}**"


def quoted(written: str) -> str:
    """In its own lines, as somebody's words."""
    lines = [text(each) for each in written.splitlines()]
    return "\n".join(f"> {each}".rstrip() for each in lines)


def bullets(lines: Iterable[str], *, most: int | None = None) -> str:
    """A list; nothing, without lines. Of more than `most` it says how many are left out."""
    found = list(lines)
    shown = found if most is None or len(found) <= most else found[:most]
    left_out = len(found) - len(shown)
    return "\n".join([*(f"- {each}" for each in shown), *([f"- … and {left_out} more."] if left_out else [])])


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, figures: Collection[str] = ()) -> str:
    """Nothing, without rows. `figures` are the headings over what stands to the right."""
    body = [_row(row) for row in rows]
    if not body:
        return ""
    ruled = ["---:" if name in figures else "---" for name in header]
    return "\n".join([_row(header), _row(ruled), *body])


def blocks(*said: str) -> str:
    """With an empty line between; those that are empty are left out."""
    return "\n\n".join(each for each in said if each)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(each or NOTHING for each in cells)} |"
