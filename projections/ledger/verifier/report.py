"""A result in words, for who has to decide what to do about it."""

import json
from collections.abc import Sequence

from projections.ledger.verifier.claimed import asked_for, claimed
from projections.ledger.verifier.finding import WHATS, Finding
from projections.ledger.verifier.result import SOUND, TAMPERED, Result

MOST_TOLD = 40
NEXT = {
    SOUND: "What to do: keep this bundle's checkpoint, and give it with --trusted the next time.",
    TAMPERED: "What to do: keep the file as it is. Ask for the bundle anew, over another way, and compare what is"
    " found: where it is found again, the log itself was changed, or the bundle by whoever makes it.",
}
MISASKED = "What to do: the bundle was not judged. Mend what was given beside it, as is said above, and ask again."
UNUSABLE = "What to do: see that it is the whole file, as it was exported, and the key of this log."


def written(result: Result, *, as_json: bool) -> str:
    """What a shell prints."""
    if as_json:
        return json.dumps(result.told, ensure_ascii=False)
    return _plain("\n".join(_lines(result)))


def _lines(result: Result) -> list[str]:
    about = result.about
    title = f"{result.verdict.upper()}"
    if about:
        title += f": {about['origin']}, position {about['position']} (checkpoint of {about['checkpoint_size']} events)"
    ordered = sorted(result.findings, key=lambda each: WHATS.index(each.what))
    return [
        title,
        *([] if "filters" not in about else [asked_for(about), claimed(about)]),
        *([] if result.unusable is None else ["", result.unusable]),
        *(f"\n{each['said']}" for each in result.restores),
        *_headed("Found", _findings(ordered)),
        *_headed("Checked", result.checked),
        *_headed("Could not be known", result.unknown),
        "",
        NEXT.get(result.verdict, MISASKED if result.misasked else UNUSABLE),
    ]


def _findings(found: Sequence[Finding]) -> list[str]:
    told = [f"[{each.what}] {each.said}" for each in found[:MOST_TOLD]]
    more = len(found) - len(told)
    return [*told, f"and {more} more: --json tells them."] if more > 0 else told


def _headed(title: str, sentences: Sequence[str]) -> list[str]:
    return ["", f"{title}:", *(f"  - {each}" for each in sentences)] if sentences else []


def _plain(text: str) -> str:
    """What comes out of a bundle does nothing to a terminal."""
    return "".join(each if each == "\n" or each.isprintable() else "\ufffd" for each in text)
