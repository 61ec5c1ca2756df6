"""What is seen only by who remembers: a log rolled back, or rewritten and signed again with the real key."""

import json
from base64 import b64encode
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goals.ledger.notes import COSIGNATURE, Note, Signature, note, public_key, signed
from projections.ledger.verifier.report import written
from projections.ledger.verifier.result import Result
from tests.ledger.made import KEY, NOW, ORIGIN, Auditor, Made, events, key, manifested, note_of

LOG = Made(events(100))
AGAIN = f"{ORIGIN}/2"
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(32))
WITNESSED = public_key(WITNESS, "witness.example/w", type=COSIGNATURE)


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    return Auditor(tmp_path)


def told(result: Result) -> list[tuple[str, tuple[tuple[int, int], ...]]]:
    return [(each.what, each.positions) for each in result.findings]


def rewritten(at: int) -> Made:
    """Another history from a position on, as long, signed with the real key."""
    return Made([*events(100)[: at - 1], *events(100, word="other ")[at - 1 :]])


def test_a_rollback_to_an_older_signed_checkpoint_is_seen_by_who_has_a_later_one(auditor: Auditor):
    result = auditor.verify(Made(events(60)).files, trusted=[LOG.note(100)])
    assert told(result) == [("rolled-back", ((61, 100),))]


def test_without_memory_a_rollback_cannot_be_known_and_that_is_said(auditor: Auditor):
    result = auditor.verify(Made(events(60)).files)
    assert result.verdict == "sound"
    assert any("rolled back" in each and "--trusted" in each for each in result.unknown)


@pytest.mark.parametrize("size", [60, 99, 100])
def test_a_history_rewritten_and_signed_again_is_seen_by_who_has_an_earlier_checkpoint(auditor: Auditor, size: int):
    result = auditor.verify(rewritten(55).files, trusted=[LOG.note(size)])
    assert told(result) == [("split-view", ((1, size),))]


def test_the_rewritten_range_is_as_narrow_as_what_is_remembered_allows(auditor: Auditor):
    result = auditor.verify(rewritten(55).files, trusted=[LOG.note(n) for n in (20, 50, 60, 100)])
    assert told(result) == [("split-view", ((51, 60),))]


def test_without_memory_a_history_signed_again_cannot_be_known_and_that_is_said(auditor: Auditor):
    result = auditor.verify(rewritten(55).files)
    assert result.verdict == "sound"
    assert any("signed again" in each for each in result.unknown)


def test_a_rewriting_after_what_is_remembered_cannot_be_known_and_that_is_said(auditor: Auditor):
    result = auditor.verify(rewritten(55).files, trusted=[LOG.note(54)])
    assert result.verdict == "sound"
    assert any("after position 54" in each for each in result.unknown)


def test_notes_in_the_bundle_that_contradict_it_are_a_split_view(auditor: Auditor):
    result = auditor.verify(Made(rewritten(55).events, notes=[LOG.note(50), LOG.note(60)]).files)
    assert told(result) == [("split-view", ((51, 60),))]


def test_a_note_in_the_bundle_of_more_events_than_it_has_is_a_rollback(auditor: Auditor):
    result = auditor.verify(Made(events(60), notes=[LOG.note(100)]).files)
    assert told(result) == [("rolled-back", ((61, 100),))]


def test_two_notes_of_one_size_beyond_what_is_exported_contradict_each_other(auditor: Auditor):
    made = Made(events(100), position=50, notes=[LOG.note(70), rewritten(60).note(70)])
    assert told(auditor.verify(made.files)) == [("split-view", ((1, 70),))]


def test_an_export_of_an_earlier_position_is_no_rollback(auditor: Auditor):
    made = Made(events(100), position=50)
    assert told(auditor.verify(made.files, trusted=[LOG.note(30), LOG.note(100)])) == []


def test_what_the_auditor_trusts_needs_no_signature_that_is_known(auditor: Auditor):
    strange = note_of(60, LOG.root(60), key=WITNESS)
    result = auditor.verify(rewritten(55).files, trusted=[strange])
    assert told(result) == [("split-view", ((1, 60),))]


def test_a_trusted_file_that_is_no_checkpoint_makes_it_unusable(auditor: Auditor):
    assert auditor.verify(LOG.files, trusted=["hello"]).verdict == "unusable"


def test_a_checkpoint_of_another_log_cannot_be_used(auditor: Auditor):
    other = note_of(60, LOG.root(60), origin="goalpost/live/01890a5d-ac96-774b-bcce-b302099a8058")
    result = auditor.verify(LOG.files, trusted=[LOG.note(60), other])
    assert result.verdict == "unusable" and "1.note is of another log" in str(result.unusable)


def test_of_a_file_of_many_logs_those_of_this_one_are_used(auditor: Auditor):
    other = note_of(60, LOG.root(60), origin="goalpost/live/01890a5d-ac96-774b-bcce-b302099a8058")
    kept = "".join(json.dumps({"note": each}) + "\n" for each in (other, rewritten(55).note(60)))
    assert told(auditor.verify(LOG.files, trusted=[kept])) == [("split-view", ((1, 60),))]


@pytest.mark.parametrize("more", ["/01890a5d-ac96-774b-bcce-b302099a8058", "/1", "/02", "/", "/2/3"])
def test_whose_origin_only_begins_like_the_log_s_is_another_log(auditor: Auditor, more: str):
    strange = note_of(200, LOG.root(60), origin=f"{ORIGIN}{more}")
    assert told(auditor.verify(LOG.files, trusted=[strange])) == []
    assert auditor.verify(LOG.files, keys=(key(f"{ORIGIN}{more}"),)).verdict == "unusable"
    assert auditor.verify(Made(events(3), origin=f"{ORIGIN}{more}").files).verdict == "unusable"


def restored(common: int, before: int, *, root: bytes | None = None, private: Ed25519PrivateKey = KEY) -> str:
    told = b64encode(LOG.root(common) if root is None else root).decode()
    lines = ["goalpost-restore/v1", ORIGIN, before, b64encode(LOG.root(before)).decode(), AGAIN, common, told]
    text = "".join(f"{line}\n" for line in [*lines, "2026-11-22T08:00:00Z", "the disk broke"])
    return str(signed(text, [(ORIGIN, private), (AGAIN, private)]))


def anew(*restores: str) -> Made:
    """The log of LOG's first forty events, and others after them."""
    return Made([*events(40), *events(100, word="anew ")[40:]], origin=AGAIN, restores=restores)


def test_a_declared_restore_is_told_loudly_and_is_no_tampering(auditor: Auditor):
    result = auditor.verify(anew(restored(40, 90)).files, trusted=[LOG.note(30), LOG.note(80)])
    assert told(result) == []
    (declared,) = result.told["restores"]
    assert (declared["old_origin"], declared["old_size"]) == (ORIGIN, 90)
    assert (declared["new_origin"], declared["new_size"]) == (AGAIN, 40)
    assert (declared["time"], declared["reason"]) == ("2026-11-22T08:00:00Z", "the disk broke")
    report = written(result, as_json=False)
    assert "DECLARED RESTORE" in report[: report.index("Checked:")]
    assert any("positions 41–80 of it were lost" in each for each in result.unknown)


def test_a_restore_that_nobody_declared_is_a_rollback(auditor: Auditor):
    assert ("rolled-back", ()) in told(auditor.verify(anew().files, trusted=[LOG.note(30)]))


def test_a_restore_that_the_logs_name_tells_of_has_its_statement(auditor: Auditor):
    (found,) = auditor.verify(anew().files).findings
    assert found.what == "restored" and f"no statement of how {AGAIN} came of {ORIGIN}" in found.said


def test_each_restore_has_its_statement(auditor: Auditor):
    third = Made(anew().events, origin=f"{ORIGIN}/3", restores=[restored(40, 90)])
    assert ("restored", ()) in told(auditor.verify(third.files))


def test_a_log_of_very_many_restores_is_judged_at_once(auditor: Auditor):
    assert told(auditor.verify(Made(anew().events, origin=f"{ORIGIN}/99999999").files)) == [("restored", ())]


def test_a_bundle_of_a_log_that_was_begun_anew_since_is_a_rollback(auditor: Auditor):
    remembered = anew().note(50)
    assert told(auditor.verify(LOG.files, trusted=[remembered])) == [("rolled-back", ())]


def test_what_came_before_a_restore_is_still_held_against_what_is_remembered(auditor: Auditor):
    made = Made(events(100, word="other "), origin=AGAIN, restores=[restored(40, 90)])
    assert ("split-view", ((1, 30),)) in told(auditor.verify(made.files, trusted=[LOG.note(30)]))


def test_a_statement_of_a_restore_that_nobody_signed_is_not_believed(auditor: Auditor):
    forged = restored(40, 90).replace("the disk broke", "the disk burnt")
    assert auditor.verify(anew(forged).files, trusted=[LOG.note(80)]).verdict == "tampered"


def cosigned(text: str, time: datetime) -> str:
    found, seconds = note(text), int(time.timestamp())
    told = f"cosignature/v1\ntime {seconds}\n{found.text}".encode()
    line = Signature(name=WITNESSED.name, id=WITNESSED.id, signed=seconds.to_bytes(8) + WITNESS.sign(told))
    return str(Note(text=found.text, signatures=(*found.signatures, line)))


def test_a_witness_says_when_it_saw_the_log(auditor: Auditor):
    seen = cosigned(LOG.note(100), NOW - timedelta(hours=2))
    asked: dict[str, Any] = {"witnesses": (WITNESSED,), "trusted": [seen]}
    fresh = auditor.verify(LOG.files, max_age=timedelta(hours=3), **asked)
    assert fresh.verdict == "sound"
    assert any("witness.example/w" in each for each in fresh.checked)
    assert not any("split view" in each for each in fresh.unknown)
    assert told(auditor.verify(LOG.files, max_age=timedelta(hours=1), **asked)) == [("stale", ())]


def test_a_cosignature_that_is_not_the_witnesss_makes_what_is_trusted_unusable(auditor: Auditor):
    seen = cosigned(LOG.note(100), NOW).replace("100\n", "99\n", 1)
    assert auditor.verify(LOG.files, witnesses=(WITNESSED,), trusted=[seen]).verdict == "unusable"


def test_where_nobody_else_says_when_the_signers_clock_does_and_that_is_said(auditor: Auditor):
    assert auditor.verify(LOG.files, max_age=timedelta(hours=1)).verdict == "sound"
    old = auditor.verify(LOG.files, max_age=timedelta(minutes=10))
    assert told(old) == [("stale", ())]
    assert "the signer's clock" in old.findings[0].said


def test_a_key_of_another_log_makes_it_unusable(auditor: Auditor):
    result = auditor.verify(LOG.files, keys=(key("goalpost/live/01890a5d-ac96-774b-bcce-b302099a8058"),))
    assert result.verdict == "unusable"


def test_a_bundle_that_is_signed_by_no_key_that_is_known_says_nothing(auditor: Auditor):
    result = auditor.verify(LOG.files, keys=(key(private=WITNESS),))
    assert (result.verdict, result.exit_code, result.findings, result.checked) == ("unusable", 2, [], [])
    assert "signed by no key that you gave" in str(result.unusable) and str(key()) in str(result.unusable)


def test_a_part_of_the_log_signed_by_no_key_that_is_known_says_nothing(auditor: Auditor):
    made = Made(events(100), position=50, earlier=(30,))
    assert auditor.verify(made.files, keys=(key(private=WITNESS),)).verdict == "unusable"


def test_a_manifest_that_only_a_new_key_signed_says_nothing_to_who_has_the_old_one(auditor: Auditor):
    told = json.loads(LOG.files["manifest.json"])
    assert auditor.verify(manifested(LOG.files, told, key=WITNESS)).verdict == "unusable"


def test_what_differs_from_what_is_remembered_is_told_whoever_signed_it(auditor: Auditor):
    result = auditor.verify(rewritten(55).files, keys=(key(private=WITNESS),), trusted=[LOG.note(60)])
    assert told(result) == [("split-view", ((1, 60),))]


def test_a_signature_under_a_known_key_that_is_not_by_it_is_tampering(auditor: Auditor):
    other = LOG.files["checkpoint"].replace(b"\n100\n", b"\n99\n")
    assert auditor.verify({**LOG.files, "checkpoint": other}).verdict == "tampered"


@pytest.mark.parametrize("trusted", [[], [LOG.note(30)]], ids=["", "remembered"])
def test_a_restore_that_a_retired_key_signed_is_no_tampering_and_read_by_who_has_that_key(
    auditor: Auditor, trusted: list[str]
):
    made = anew(restored(40, 90, private=WITNESS))
    result = auditor.verify(made.files, trusted=trusted)
    assert (result.verdict, result.findings, result.restores) == ("unusable", [], [])
    assert "give the retired one too" in str(result.unusable) and result.misasked
    both = auditor.verify(made.files, trusted=trusted, keys=(key(), key(private=WITNESS)))
    assert (both.verdict, len(both.restores)) == ("sound", 1)


def test_a_statement_that_a_stranger_signed_covers_no_rewriting(auditor: Auditor):
    made = Made(events(100, word="other "), origin=AGAIN, restores=[restored(40, 90, private=WITNESS)])
    remembered = note_of(60, LOG.root(60), origin=AGAIN)
    assert told(auditor.verify(made.files, trusted=[remembered])) == [("split-view", ((1, 60),))]


def test_a_key_holds_for_the_log_when_it_was_begun_anew(auditor: Auditor):
    assert told(auditor.verify(anew(restored(40, 40)).files)) == []


def test_one_event_that_was_cut_off_was_and_is_not_were(auditor: Auditor):
    (found,) = auditor.verify(Made(events(99)).files, trusted=[LOG.note(100)]).findings
    assert "position 100 was cut off" in found.said
