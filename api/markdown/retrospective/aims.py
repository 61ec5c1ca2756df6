"""What was aimed at?"""

from api.markdown.retrospective.names import Names
from api.markdown.said import Told, amount, because, day, span, words
from api.markdown.text import blocks, bullets, code, heading, short, text

HEADING = heading("What was aimed at")


def section(report: Told, names: Names) -> str:
    since = report["period"]["from"]
    aims = bullets(_aim(each, names, since) for each in report["aims"])
    return blocks(HEADING, aims) if aims else ""


def _aim(aim: Told, names: Names, since: str) -> str:
    owner = "" if aim["owner"] is None else f" ({text(aim['owner'])})"
    joined = "" if aim["since"] == since else f" Pursued since {day(aim['since'])}."
    told = because(aim["why"])
    why = f" Why:{told}" if told else ""
    maturity = "" if aim["maturity"] == "committed" else f" Then {words(aim['maturity'])}."
    return (
        f"{names.bold(aim['goal_id'])}{owner}: {_what(aim, names)}{_when(aim)}.{_original(aim)}{maturity}{joined}{why}"
    )


def _what(aim: Told, names: Names) -> str:
    if aim["kpi"] is None:
        return "as its milestones say" if aim["aim"] is None else f"“{short(aim['aim'])}”"
    value, aimed = aim["baseline"].get("value"), _target(aim["target"])
    begins = "" if value is None else f"from {amount(value)} "
    return f"{code(aim['kpi']['key'])} {begins}{aimed}{names.unit(aim['goal_id'])}"


def _target(target: Told) -> str:
    """As in "to 8", "within 4 to 6"; as it was said, of one that waits for something."""
    resolved = target["resolved"]
    if resolved is None:
        return f"to {amount(target['authored'])}"
    return f"{'within' if isinstance(resolved, dict) else 'to'} {amount(resolved)}"


def _when(aim: Told) -> str:
    window = aim["window"]
    if window is None:
        return ""
    return ", when that is known" if window["start"] is None else f", {span(window['start'], window['end'])}"


def _original(aim: Told) -> str:
    """Where it is not what was aimed at."""
    original, window = aim["original"], aim["window"]
    if original is None:
        return ""
    end = None if window is None else window["end"]
    moved = [
        *([amount(original["target"])] if original["target"] != aim["target"]["resolved"] else []),
        *([f"by {day(original['end'])}"] if original["end"] not in (None, end) else []),
    ]
    return f" First committed: {' '.join(moved)}." if moved else ""
