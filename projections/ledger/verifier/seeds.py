"""Who chose the seed of a sample? Who may try many of them draws what suits him."""

from collections.abc import Iterator, Mapping
from typing import Any

from projections.ledger.verifier.finding import SAMPLE, Finding, Misasked
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Trust

NOT_YOURS = (
    "Whether the sample was drawn without looking: its seed was chosen by the exporter, who could try many until the"
    " sample suits. Name a seed of your own beforehand, and give it with --seed."
)
YOURS = "The sample was drawn by the seed that you gave, {!r:.80}. Strata and leaf hashes are the log's."
NOT_THE_REST = (
    "Whether the sample was asked for as you wanted it: of any other filters, size or end of the log another one is"
    " drawn, and the exporter could try some. It was asked for with {:.400}, of the log up to position {}."
)


def seeded(manifest: Mapping[str, Any], trust: Trust, result: Result) -> Iterator[Finding]:
    """The seed that was given, against the one that the manifest tells."""
    sample = manifest.get("sample")
    told = sample.get("seed") if isinstance(sample, dict) else None
    if trust.seed is None:
        result.unknown += [] if told is None else [NOT_YOURS]
    elif told is None:
        said = f"The seed {trust.seed!r:.80} was given, and no sample is in this bundle: ask for one by your seed, or"
        result.refuse(Misasked(f"{said} leave the seed out."))
    elif told != trust.seed:
        yield Finding(SAMPLE, (), f"The sample was drawn by the seed {told!r:.80}; {trust.seed!r:.80} was given.")
    else:
        result.checked.append(YOURS.format(told))
        asked = ", ".join(f"{name} {value!r}" for name, value in sorted(manifest["filters"].items()))
        result.unknown.append(NOT_THE_REST.format(asked, manifest["position"]))
