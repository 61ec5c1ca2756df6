"""What each flag asks, and what it was raised by. A flag is a prompt for a question, never a verdict."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from goals.quantity import plain, ratio, resolved
from goals.vocabulary import FlagId

Figure = str | int | bool | Decimal | date | None
Input = str | int | bool | None

NAMES = {
    FlagId.R01: "LATE_EASING",
    FlagId.R02: "AFTER_MISS",
    FlagId.R03: "EXTENDED_AFTER_DUE",
    FlagId.R04: "LOWERED_TO_MET",
    FlagId.R05: "BACKDATED_CHANGE",
    FlagId.R06: "BASELINE_REWRITE",
    FlagId.R07: "CHURN",
    FlagId.R08: "RATCHET",
    FlagId.R09: "METRIC_SWAP",
    FlagId.R10: "SELF_APPROVED",
    FlagId.R11: "THIN_REASON",
    FlagId.R12: "MILESTONE_SLIP",
    FlagId.R13: "LATE_READING_FLIP",
    FlagId.R14: "CORRECTION_AFTER_CLOSE",
    FlagId.R15: "SILENT",
    FlagId.R16: "QUIET_EXIT",
    FlagId.R17: "SANDBAG",
    FlagId.R18: "STATUS_GAP",
}
SHARES = frozenset(("window_elapsed", "progress", "expected", "pace", "gross", "on_track"))
"""The figures that are ratios, told to four places."""


class Raised(Struct, frozen=True, kw_only=True):
    """A flag, the figures it was judged by, and the events it is about, the one that raised it last."""

    flag: FlagId
    inputs: dict[str, Input]
    event_ids: tuple[str, ...]


def raised(flag: FlagId, rule: Callable[..., bool], event_ids: Sequence[str], **figures: Figure) -> list[Raised]:
    """The flag, where its rule says so of the figures; else nothing."""
    if not rule(**figures):
        return []
    return [Raised(flag=flag, inputs=told(figures), event_ids=tuple(event_ids))]


def told(figures: Mapping[str, Figure]) -> dict[str, Input]:
    """Figures as they look in an answer."""
    return {name: _told(name, figure) for name, figure in figures.items()}


def _told(name: str, figure: Figure) -> Input:
    match figure:
        case Decimal():
            return ratio(figure) if name in SHARES else plain(resolved(figure))
        case date():
            return figure.isoformat()
        case str():
            return str(figure)
        case _:
            return figure
