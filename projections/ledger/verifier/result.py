"""What a verification comes to: a verdict, what was found, what was checked, and what could not be known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from projections.ledger.verifier.finding import WHATS, Finding, Misasked, Unusable

SOUND, TAMPERED, UNUSABLE = "sound", "tampered", "unusable"
EXIT_CODES = {SOUND: 0, TAMPERED: 1, UNUSABLE: 2}
MOST_FINDINGS = 500
MOST_RANGES = 1_000


@dataclass
class Result:
    """`about` says which bundle it was; `restores` those that were declared; `unusable` why nothing can be said, which
    may lie with what was given beside the bundle: then it is `misasked`."""

    findings: list[Finding] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)
    restores: list[dict[str, Any]] = field(default_factory=list)
    unusable: str | None = None
    misasked: bool = False

    def refuse(self, wrong: Unusable) -> None:
        """The first reason counts."""
        if self.unusable is None:
            self.unusable, self.misasked = str(wrong), isinstance(wrong, Misasked)

    @property
    def verdict(self) -> str:
        if self.findings:
            return TAMPERED
        return SOUND if self.unusable is None else UNUSABLE

    @property
    def exit_code(self) -> int:
        return EXIT_CODES[self.verdict]

    @property
    def told(self) -> Mapping[str, Any]:
        """Ready for JSON: the most telling findings first, and not more than somebody reads."""
        ordered = sorted(self.findings, key=lambda each: WHATS.index(each.what))[:MOST_FINDINGS]
        return {
            "verdict": self.verdict,
            "findings": [Finding(each.what, each.positions[:MOST_RANGES], each.said).told for each in ordered],
            **({} if self.unusable is None else {"unusable": self.unusable}),
            "checked": self.checked,
            "unknown": self.unknown,
            "restores": self.restores,
            "bundle": self.about,
        }
