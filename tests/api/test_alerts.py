"""The example alerts: which of them fires, and on what."""

import re
from collections.abc import Callable, Mapping
from operator import eq, gt
from pathlib import Path

import pytest

from api.metrics import SAID

RULES = (Path(__file__).parents[2] / "deploy" / "alerts.yml").read_text(encoding="utf-8")
ALERTS = {
    name: (" ".join(written.split()), for_s)
    for name, written, for_s in re.findall(
        r"alert: (\w+)\n(?: *#.*\n)* *expr: (?:>-)?((?:.*\n)(?: {10}.*\n)*)(?: *for: (\w+))?", RULES
    )
}
MINUTE_S = 60
SIDE = r"(goalpost_\w+)(?: offset (\d+)m)?"
COMPARED = re.compile(rf"{SIDE} (==|>) (?:{SIDE}|(\d+))")
COMPARING: dict[str, Callable[[float, float], bool]] = {"==": eq, ">": gt}

Figures = Callable[[int], Mapping[str, float]]
"""What the metrics of one workspace are, so many seconds after it began."""


def value_at(figures: Figures, at_s: int, name: str, minutes: str | None) -> float | None:
    assert name in SAID
    then_s = at_s - int(minutes or 0) * MINUTE_S
    return figures(then_s).get(name) if then_s >= 0 else None


def holds(comparison: str, figures: Figures, at_s: int) -> bool:
    found = COMPARED.fullmatch(comparison)
    assert found is not None, comparison
    name, ago, sign, other, other_ago, number = found.groups()
    one = value_at(figures, at_s, name, ago)
    two = float(number) if other is None else value_at(figures, at_s, other, other_ago)
    return one is not None and two is not None and COMPARING[sign](one, two)


def fires(alert: str, figures: Figures) -> bool:
    """Within half an hour, as Prometheus would look every 15 seconds: while all that `and` binds holds for so long."""
    written, for_m = ALERTS[alert]
    since_s: int | None = None
    for at_s in range(0, 30 * MINUTE_S, 15):
        if not all(holds(each, figures, at_s) for each in written.split(" and on (workspace) ")):
            since_s = None
            continue
        since_s = at_s if since_s is None else since_s
        if at_s - since_s >= int(for_m.rstrip("m") or 0) * MINUTE_S:
            return True
    return False


def log(
    *, rate: float = 0, delay_s: float = 0, stuck_s: float = 1e9, refuses: int = 0, up: int = 1, **checked: float
) -> Figures:
    """So many events a second, signed after `delay_s`, until after `stuck_s` nothing is signed any more."""

    def figures(at_s: int) -> Mapping[str, float]:
        size, signed = 100 + at_s * rate, 100 + max(0, min(at_s, stuck_s) - delay_s) * rate
        told = {"goalpost_ledger_signed_size": signed, "goalpost_signer_refusing": refuses} if up else {}
        verdict = {f"goalpost_ledger_{name}": value for name, value in checked.items()}
        return {"goalpost_ledger_size": size, "goalpost_signer_up": up, **told, **verdict}

    return figures


CASES = {
    "nothing is recorded": (log(sound=1, unchecked=0), set()),
    "much is recorded and signed soon": (log(rate=10, delay_s=5, sound=1, unchecked=0), set()),
    "the signer is stuck": (log(rate=10, stuck_s=300), {"GoalpostLogUnsigned"}),
    "one event is never signed": (log(rate=0.001, stuck_s=0), {"GoalpostLogUnsigned"}),
    "the signer refuses": (log(rate=10, stuck_s=300, refuses=1), {"GoalpostSignerRefuses"}),
    "the signer is down": (log(rate=10, up=0), {"GoalpostSignerDown"}),
    "the log was altered": (log(sound=0, unchecked=0), {"GoalpostLogTamperedWith"}),
    "the log was altered, and then could not be verified": (
        log(sound=0, unchecked=1),
        {"GoalpostLogTamperedWith", "GoalpostLogUnchecked"},
    ),
    "the signer is down, and no verdict without it": (log(up=0, unchecked=0, uncompared=1), {"GoalpostSignerDown"}),
    "the verification has no verdict": (log(unchecked=1), {"GoalpostLogUnchecked"}),
}
COMPARABLE = sorted(set(ALERTS) - {"GoalpostLogNotVerified", "GoalpostLogShrank", "GoalpostMetricsGone"})


@pytest.mark.parametrize("case", CASES)
def test_an_alert_fires_where_it_should_and_nowhere_else(case: str):
    figures, expected = CASES[case]
    assert {alert for alert in COMPARABLE if fires(alert, figures)} == expected


def test_every_figure_that_is_asked_for_is_there():
    assert set(re.findall(r"goalpost_(?:ledger|signer)_\w+", RULES)) <= SAID.keys()
    assert len(ALERTS) == RULES.count("- alert:")
