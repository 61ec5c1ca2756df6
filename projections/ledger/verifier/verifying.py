"""A bundle is verified: from the signatures over the hashes to what its events and its tables say."""

from base64 import b64encode
from collections.abc import Sequence
from pathlib import Path

from goals.ledger.checkpoint import Checkpoint
from goals.ledger.merkle import root_by_consistency
from projections.ledger.verifier import finding
from projections.ledger.verifier.ages import TIME
from projections.ledger.verifier.claimed import undated
from projections.ledger.verifier.claims import LEAF_BYTES, LeafFile
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.files import HEADERS, LEAVES, MANIFEST, files
from projections.ledger.verifier.finding import Finding, Misasked, Unusable
from projections.ledger.verifier.manifest import MOST_BYTES, Manifest, Signing, digest, manifest, misshapen
from projections.ledger.verifier.memory import NO_MEMORY, NOT_TRUE, Memory
from projections.ledger.verifier.observing import Watch
from projections.ledger.verifier.ordering import Ordering
from projections.ledger.verifier.papers import papers
from projections.ledger.verifier.passing import Passing
from projections.ledger.verifier.restores import Declared
from projections.ledger.verifier.result import UNUSABLE, Result
from projections.ledger.verifier.rewriting import rewritten, truncated
from projections.ledger.verifier.roots import roots
from projections.ledger.verifier.seeds import seeded
from projections.ledger.verifier.signatures import checkpoint_of, earlier_of, restores_of, signing_of, trusted_of
from projections.ledger.verifier.times import judged_times
from projections.ledger.verifier.trust import Known, Trust
from projections.ledger.verifier.watches import WATCHES
from projections.ledger.verifier.watching import Watching


def verify(path: Path, trust: Trust, watches: Sequence[Watch] = WATCHES) -> Result:
    """Everything that can be known of the bundle at `path`."""
    result = Result()
    try:
        with Bundle(path) as bundle:
            Verifying(bundle, trust, result, watches).everything()
    except Unusable as wrong:
        if result.findings and isinstance(wrong, Misasked):
            result.unknown.append(f"Whatever else may be wrong: nothing more was checked. {wrong}")
        elif result.findings:
            result.findings.append(Finding(finding.FILE, (), f"Nothing more can be checked: {wrong}"))
        else:
            result.refuse(wrong)
    if result.verdict == UNUSABLE:
        result.checked, result.unknown = [], []
    return result


class Verifying:
    """One bundle; what comes of it is put into `result`. Each step may raise Unusable."""

    def __init__(self, bundle: Bundle, trust: Trust, result: Result, watches: Sequence[Watch]) -> None:
        self._bundle, self._trust, self._result, self._watches = bundle, trust, result, watches

    def everything(self) -> None:
        content = self._bundle.read(MANIFEST, MOST_BYTES)
        told = manifest(content)
        self._form(content, told)
        signed = signing_of(self._bundle, told, digest(content), self._trust, self._result)
        self._files(told, is_signed=signed is not None)
        own = checkpoint_of(self._bundle, told, self._trust, self._result)
        self._result.findings += papers(self._bundle, told, own.note)
        self._about(told, own.checkpoint, signed)
        said = undated(told.told.get("exported_at"), None if signed is None else signed.time)
        self._result.unknown += [] if said is None else [said]
        known = [
            *earlier_of(self._bundle, self._trust, self._result),
            *(trusted := trusted_of(self._trust, told.origin, self._result)),
        ]
        genuine = signed is not None or self._result.unusable is not None
        restores = restores_of(self._bundle, told.origin, self._trust, self._result)
        self._log(told, own.checkpoint, known, restores, genuine=genuine)
        judged_times(own, trusted, None if signed is None else signed.time, self._trust, self._result)
        self._result.findings += seeded(told.told, self._trust, self._result)
        self._result.unknown += [_remembered(trusted, own.checkpoint.size), NOT_TRUE]

    def _form(self, content: bytes, told: Manifest) -> None:
        wrong = misshapen(content, told)
        if wrong is not None:
            self._result.findings.append(Finding(finding.MANIFEST, (), f"manifest.json is {wrong}."))

    def _files(self, told: Manifest, *, is_signed: bool) -> None:
        found = list(files(self._bundle, told))
        self._result.findings += found
        if is_signed and not found:
            self._result.checked.append("The manifest is signed, and each file of the bundle is the one that it lists.")

    def _log(
        self, told: Manifest, own: Checkpoint, known: Sequence[Known], restores: Declared, *, genuine: bool
    ) -> None:
        """The leaves against what is signed, and the events against the leaves."""
        count = self._leaves()
        all_known = [*known, *(each.known for each in restores.believed)]
        with self._bundle.open(LEAVES) as file:
            found = roots(file, count, [*(each.checkpoint.size for each in all_known), told.position])
        root = _signed_root(told, own)
        is_signed = found[count] == root and count == told.position
        memory = Memory(own, count, found, is_signed, restores)
        against = memory.judged(all_known)
        self._result.findings += against
        if is_signed and not against and known:
            self._result.checked.append(f"The log agrees with {len(known) - len(memory.unjudged)} earlier checkpoints.")
        self._result.unknown += memory.said
        if not is_signed:
            expected = told.position if genuine else own.size
            self._result.findings.append(rewritten(memory, expected=expected, count=count))
        elif not genuine and count < own.size:
            self._result.findings.append(truncated(own, count))
        else:
            self._result.checked.append(f"The leaf hashes of positions 1 to {count} are those of the signed log.")
        self._events(told, count, root)

    def _events(self, told: Manifest, count: int, root: bytes) -> None:
        is_whole = not any(name.startswith(HEADERS) for name in self._bundle.names)
        ordering = Ordering(whole=is_whole)
        watching = Watching(self._bundle, told.told, (lambda bundle, manifest: ordering, *self._watches))
        with self._bundle.open(LEAVES) as file:
            leaves = LeafFile(file, count)
            passing = Passing(self._bundle, watching, workspace_id=told.workspace_id, leaves=leaves, root=root)
            named = passing.judged()
        watching.ended()
        others = [each for each in watching.found if not (named and each.what == finding.ORDER)]
        self._result.findings += [*named, *passing.odd(), *others]
        self._result.about["events"] = passing.count
        if not named:
            what = (
                f"all {passing.count} events" if is_whole else f"the {passing.count} exported events, and all headers"
            )
            self._result.checked.append(f"Each leaf was computed again from its event: {what} are those of the leaves.")
        self._result.checked += watching.checked
        self._result.unknown += watching.unknown

    def _leaves(self) -> int:
        size = self._bundle.size(LEAVES)
        if size % LEAF_BYTES:
            said = f"{LEAVES} has {size} bytes: that is no number of leaf hashes."
            self._result.findings.append(Finding(finding.FILE, (), said))
        return size // LEAF_BYTES

    def _about(self, told: Manifest, own: Checkpoint, signed: Signing | None) -> None:
        said = told.told
        self._result.about = {
            "origin": told.origin,
            "workspace": said.get("workspace"),
            "position": told.position,
            "checkpoint_size": own.size,
            "root": b64encode(own.root).decode(),
            "complete": told.complete,
            **{name: said.get(name) for name in ("filters", "as_of", "exported_at", "exporter", "purpose", "software")},
            "newest_at": None if signed is None else signed.time.strftime(TIME),
        }


def _remembered(trusted: Sequence[Known], size: int) -> str:
    last = max((each.checkpoint.size for each in trusted), default=0)
    if not last:
        return NO_MEMORY
    if last >= size:
        return "Whether the log has gone on since: nothing is known of what came after this bundle's checkpoint."
    return f"Whether what came after position {last}, the last that you remember, was rewritten and signed again."


def _signed_root(told: Manifest, own: Checkpoint) -> bytes:
    """The root at the last exported position, as the checkpoint signs it; empty where it signs none."""
    try:
        shown = root_by_consistency(told.position, own.size, told.root, told.consistency)
    except ValueError:
        return b""
    return told.root if shown == own.root else b""
