"""How figures are told: medians, ratios with their spread, and whether they are as good as they have to be."""

from collections.abc import Sequence
from statistics import median

LABEL = 46


def heading(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}", flush=True)


def line(label: str, told: str, *, wanted: str = "", is_met: bool = True) -> None:
    verdict = f"   wanted {wanted}: {'met' if is_met else 'MISSED'}" if wanted else ""
    print(f"{label:<{LABEL}}{told}{verdict}", flush=True)


def compared(
    label: str,
    unit: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    *,
    least: float | None = None,
    most: float | None = None,
) -> None:
    """Round by round: the ratio is the median of the rounds' own, since a round's two halves met the same machine."""
    ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
    ratio = median(ratios)
    is_met = (least is None or ratio >= least) and (most is None or ratio <= most)
    wanted = "" if least is None else f"≥ {least}"
    wanted = wanted if most is None else f"≤ {most}"
    spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
    figures = f"{median(ours):>10,.1f} {median(theirs):>10,.1f} {unit:<4} ratio {ratio:.2f} ({spread})"
    line(label, figures, wanted=wanted, is_met=is_met)
