"""What a verification finds: what was done, at which positions, in words."""

from dataclasses import dataclass

ALTERED = "altered"
DELETED = "deleted"
INSERTED = "inserted"
REORDERED = "reordered"
TRUNCATED = "truncated"
ROLLED_BACK = "rolled-back"
SPLIT_VIEW = "split-view"
RESTORED = "restored"
STALE = "stale"
ORDER = "order"
FILE = "file"
MANIFEST = "manifest"
SIGNATURE = "signature"
PROOF = "proof"
TOTALS = "totals"
TRAIL = "trail"
SELECTION = "selection"
SAMPLE = "sample"
REDACTION = "redaction"

WHATS = (
    ALTERED,
    DELETED,
    INSERTED,
    REORDERED,
    TRUNCATED,
    ROLLED_BACK,
    SPLIT_VIEW,
    RESTORED,
    STALE,
    ORDER,
    FILE,
    MANIFEST,
    SIGNATURE,
    PROOF,
    TOTALS,
    TRAIL,
    SELECTION,
    SAMPLE,
    REDACTION,
)

Range = tuple[int, int]
"""Positions from the first to the last, both of them in it."""

MOST_POSITIONS = 20
"""Ranges that are told in words; the finding itself holds all of them."""


@dataclass(frozen=True)
class Finding:
    """`what` is one of WHATS. `positions` ascend; they are empty where it is about no event. `said` is a sentence."""

    what: str
    positions: tuple[Range, ...]
    said: str

    @property
    def told(self) -> dict[str, object]:
        """Ready for JSON."""
        return {"what": self.what, "positions": [list(each) for each in self.positions], "said": self.said}


class Unusable(ValueError):
    """It cannot be verified at all: it is no bundle, or not one of a form that is known here."""


class Misasked(Unusable):
    """What was given beside it cannot be used: that says nothing about the bundle."""


def reason(wrong: BaseException) -> str:
    """What went wrong, without what a library advises whoever programs with it."""
    return str(wrong).partition("; use sys.")[0][:200] or type(wrong).__name__


def ranges(positions: list[int]) -> tuple[Range, ...]:
    """Ascending positions, neighbours put together."""
    found: list[Range] = []
    for each in sorted(positions):
        if found and found[-1][1] >= each - 1:
            found[-1] = (found[-1][0], each)
        else:
            found.append((each, each))
    return tuple(found)


def were(positions: tuple[Range, ...]) -> str:
    """`was` of one position."""
    return "was" if len(positions) == 1 and positions[0][0] == positions[0][1] else "were"


def at(positions: tuple[Range, ...]) -> str:
    """`position 7`, `positions 7–9`, `positions 1, 4–6 and 812 more ranges`."""
    told = [f"{first}" if first == last else f"{first}–{last}" for first, last in positions[:MOST_POSITIONS]]
    more = f" and {len(positions) - MOST_POSITIONS} more ranges" if len(positions) > MOST_POSITIONS else ""
    one = len(positions) == 1 and positions[0][0] == positions[0][1]
    return f"position{'' if one else 's'} {', '.join(told)}{more}"
