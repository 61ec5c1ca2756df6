"""The signed notes of a bundle, and those that are remembered: which of them are believed."""

from collections.abc import Sequence
from pathlib import PurePath

from goals.ledger.notes import Note, NoteUnusable, note, verified
from projections.ledger.verifier.container import Bundle
from projections.ledger.verifier.files import CHECKPOINT, CHECKPOINTS, NOTE, RESTORES
from projections.ledger.verifier.finding import MANIFEST, RESTORED, SIGNATURE, Finding, Misasked, Unusable
from projections.ledger.verifier.manifest import Manifest, Signing, signing
from projections.ledger.verifier.papers import keys_in
from projections.ledger.verifier.restores import Declared, NotByYours, Restore, restore, texts
from projections.ledger.verifier.result import Result
from projections.ledger.verifier.trust import Known, Trust, log_of, noted, unsigned

MOST_NAMED = 4
NOT_BY_YOURS = "is not signed by a key given"


def signing_of(bundle: Bundle, told: Manifest, digest: bytes, trust: Trust, result: Result) -> Signing | None:
    """What signs this manifest; None where nothing that is believed does."""
    try:
        found = note(_text(bundle, NOTE))
        said = signing(found.text)
        is_believed = bool(verified(found, trust.of(told.origin)))
    except NoteUnusable as wrong:
        result.findings.append(Finding(MANIFEST, (), f"The manifest's signature is not right: {wrong}"))
        return None
    if (said.origin, said.size, said.digest) != (told.origin, told.checkpoint_size, digest):
        result.findings.append(Finding(MANIFEST, (), "manifest.json is not the one that was signed."))
        return None
    if not is_believed:
        result.unusable = _by_whom("The manifest", found, bundle)
    return said if is_believed else None


def checkpoint_of(bundle: Bundle, told: Manifest, trust: Trust, result: Result) -> Known:
    """The bundle's own. Raises Unusable where it is none, or one of another log."""
    text = _text(bundle, CHECKPOINT)
    try:
        found = trust.known("The bundle's checkpoint", text)
    except NoteUnusable as wrong:
        result.findings.append(Finding(SIGNATURE, (), f"The bundle's checkpoint is not signed: {wrong}"))
        found = _bare(text)
    else:
        if not found.signed:
            result.unusable = _by_whom("The bundle's checkpoint", found.note, bundle)
    point = found.checkpoint
    if point.origin != told.origin or log_of(point.origin)[-1] != told.workspace_id:
        said = f"The checkpoint is of the log {point.origin}, and the manifest of {told.origin}."
        result.findings.append(Finding(MANIFEST, (), said))
    if point.size != told.checkpoint_size:
        said = f"The checkpoint is signed for {point.size} events, and the manifest is about {told.checkpoint_size}."
        result.findings.append(Finding(MANIFEST, (), said))
    return found


def earlier_of(bundle: Bundle, trust: Trust, result: Result) -> list[Known]:
    """The signed ones that the bundle has of the time before."""
    found = []
    try:
        for n, text in enumerate(texts(bundle.read(CHECKPOINTS)), 1):
            found.append(trust.known(f"Checkpoint {n} of {CHECKPOINTS}", text))
    except (NoteUnusable, Unusable) as wrong:
        result.findings.append(Finding(SIGNATURE, (), f"{CHECKPOINTS} cannot be believed: {wrong}"))
    strange = [each for each in found if not each.signed]
    if strange:
        result.unknown.append(f"{len(strange)} of {CHECKPOINTS} are signed by a key that was not given: not believed.")
    return [each for each in found if each.signed]


def trusted_of(trust: Trust, origin: str, result: Result) -> list[Known]:
    """Those that were brought along. Raises Misasked where one is no checkpoint, or has none of this log."""
    found: list[Known] = []
    for path, content in trust.trusted:
        label, others, before = f"The trusted checkpoint {PurePath(path).name}", list[str](), len(found)
        try:
            for text in noted(content):
                if log_of(of := note(text).text.split("\n")[0]) != log_of(origin):
                    others.append(of)
                    continue
                found.append(trust.known(label, text))
                if not found[-1].signed:
                    result.checked.append(f"{label} {NOT_BY_YOURS}: it is believed because you trust it.")
        except NoteUnusable as wrong:
            raise Misasked(f"{label} cannot be used: {wrong}") from None
        if len(found) == before:
            said = ", ".join(map(repr, others[:MOST_NAMED]))[:400] or "none"
            raise Misasked(f"{label} is of another log, {said}, and not of {origin}: it cannot be compared.")
        if others:
            result.unknown.append(f"{len(others)} of {label.lower()} are of other logs, and were not looked at.")
    return found


def restores_of(bundle: Bundle, origin: str, trust: Trust, result: Result) -> Declared:
    """The restores that were declared; each is told, loudly, and so is each that the log's name tells of alone."""
    found: list[Restore | NotByYours] = []
    try:
        for text in texts(bundle.read(RESTORES)):
            found.append(_believed(text, trust))
    except (NoteUnusable, Unusable) as wrong:
        result.findings.append(Finding(SIGNATURE, (), f"{RESTORES} cannot be believed: {wrong}"))
    declared = Declared(
        origin=origin,
        believed=[each for each in found if isinstance(each, Restore)],
        doubted=[each for each in found if isinstance(each, NotByYours)],
    )
    result.restores += [each.told for each in declared.believed]
    result.unknown += [f"{each} It is not believed." for each in declared.doubted]
    _require_each(declared, result)
    return declared


def _believed(text: str, trust: Trust) -> Restore | NotByYours:
    try:
        return restore(text, trust)
    except NotByYours as wrong:
        return wrong


def _require_each(declared: Declared, result: Result) -> None:
    """What a key signed that was not given is no sign of anything; what is not there at all was left out."""
    untold, unread = declared.untold, declared.unread
    if untold is not None:
        said = (
            f"By its name, {declared.origin}, the log was restored from a backup {declared.often}, and"
            f" {RESTORES} has no statement of how {untold[1]} came of {untold[0]}: what was lost by it is hidden."
        )
        result.findings.append(Finding(RESTORED, (), said))
    elif unread is not None:
        said = (
            f"The log was restored from a backup, and the statement of how {unread[1]} came of {unread[0]} is signed by"
            " no key that you gave: what was lost by it is not known. Where the key was exchanged since, give the"
            " retired one too: get it from whoever gave you the new one, or kept it, not from the file itself."
        )
        result.refuse(Misasked(said))


def by_nobody_known(what: str, found: Note, named: Sequence[str] = ()) -> str:
    """Why it is of no use; `named` are keys that it names itself."""
    names = ", ".join(named or [f"{each.name}+{each.id.hex()}" for each in found.signatures][:MOST_NAMED])
    return (
        f"{what} is signed by no key that you gave. It names these keys: {names[:1000]}. Where the key was exchanged,"
        " get the new one from whoever gave you the old one, not from the file itself: what is signed by a key that"
        " you do not know says nothing."
    )


def _by_whom(what: str, found: Note, bundle: Bundle) -> str:
    return by_nobody_known(what, found, [str(each) for each in keys_in(bundle)][:MOST_NAMED])


def _bare(text: str) -> Known:
    """Whoever signed it. Raises Unusable."""
    try:
        return unsigned("The bundle's checkpoint", text)
    except NoteUnusable as wrong:
        raise Unusable(f"The bundle's checkpoint is none: {wrong}") from None


def _text(bundle: Bundle, name: str) -> str:
    try:
        return bundle.read(name).decode()
    except UnicodeDecodeError:
        raise Unusable(f"{name} is not a text in UTF-8.") from None
