"""The signer's directory: nobody leads it elsewhere, a damaged memory is named, and being killed is no damage."""

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goals.ledger import merkle
from goals.ledger.checkpoint import Checkpoint, checkpoint, origin_of
from goals.ledger.notes import note, signed
from projections.ledger.signer import keys
from projections.ledger.signer.answering import answer
from projections.ledger.signer.home import Home, HomeUnusable
from projections.ledger.signer.keys import KeysNotSo
from tests.ledger.logs import opened, write
from tests.ledger.two_logs import ONE, OTHER, Place, place

__all__ = ["place"]

DIGEST = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize("ask", ["checkpoint", "account", "memory", "manifest", "notes", "restores", "keys"])
@pytest.mark.parametrize("named", ["absolute", "above", "capitals", "no text"])
def test_what_is_no_id_of_a_workspace_leads_nowhere(place: Place, ask: str, named: str):
    ids = {
        "absolute": str(place.home.log(place.one)),
        "above": f"../logs/{place.one}",
        "capitals": place.one.upper(),
        "no text": [place.one],
    }
    question = {"ask": ask, "workspace_id": ids[named], "origin": "", "size": ONE, "digest": DIGEST}
    with place.signer() as signer:
        assert set(answer(signer, question)) == {"lacks"}


@pytest.mark.parametrize(("size", "digest"), [(True, DIGEST), (5.0, DIGEST), (f"{ONE}", DIGEST), (ONE, DIGEST[:-4])])
def test_a_manifest_is_told_by_a_size_and_a_hash(place: Place, size: object, digest: str):
    with place.signer() as signer:
        question = {"ask": "manifest", "workspace_id": place.one, "origin": origin_of("live", place.one)}
        assert "answer" in answer(signer, {**question, "size": ONE, "digest": DIGEST})
        assert "answer" not in answer(signer, {**question, "size": size, "digest": digest})


def forged(place: Place) -> bytes:
    origin = origin_of("live", place.one)
    text = Checkpoint(origin=origin, size=0, root=merkle.EMPTY).text
    told = str(signed(text, [(origin, Ed25519PrivateKey.generate())]))
    return json.dumps({"at_us": 0, "note": told}).encode() + b"\n"


def at_another_day(at: Path) -> bytes:
    return json.dumps({**json.loads((at / "notes").read_text()), "at_us": 0}).encode() + b"\n"


def in_front(at: Path, more: bytes) -> None:
    notes = at / "notes"
    notes.write_bytes(more + notes.read_bytes())


def emptied(at: Path) -> None:
    for each in at.iterdir():
        each.unlink()


DAMAGED: dict[str, Callable[[Place, Path], object]] = {
    "a note by another key": lambda place, at: in_front(at, forged(place)),
    "a note of another log": lambda place, at: in_front(at, at_another_day(place.memory(place.other))),
    "a line that is no note": lambda place, at: in_front(at, b'{"at_us":1,\0\0\n'),
    "a line of numbers": lambda place, at: in_front(at, b"7\n"),
    "no notes": lambda place, at: (at / "notes").unlink(),
    "notes that were emptied": lambda place, at: (at / "notes").write_bytes(b""),
    "a torn note": lambda place, at: (at / "notes").write_bytes((at / "notes").read_bytes()[:-20]),
    "another name": lambda place, at: at.rename(at.with_name("1.bak")),
    "nothing": lambda place, at: shutil.rmtree(at.parent),
    "nothing in it": lambda place, at: emptied(at),
    "a damaged register": lambda place, at: (place.home.register / place.one).write_bytes(b"[1,5]"),
    "torn leaves": lambda place, at: (at / "leaves").write_bytes((at / "leaves").read_bytes()[:-40]),
    "no leaves": lambda place, at: (at / "leaves").unlink(),
    "an empty refusal": lambda place, at: (at / "refusal.json").write_bytes(b""),
}


@pytest.mark.parametrize("done", DAMAGED)
def test_a_damaged_memory_is_named_and_stops_its_own_log_alone(place: Place, done: str):
    DAMAGED[done](place, place.memory(place.one))
    for each in (place.one, place.other):
        write(place.hub, each, 1)
    with place.signer() as signer:
        signer.sign_new()
        signer.look_again(whole=True)
        with pytest.raises(HomeUnusable):
            signer.checkpoint(place.one)
        logs = signer.status()["logs"]
    assert (logs[place.one]["unusable"], place.one in logs[place.one]["refuses"]) == (True, True)
    assert (logs[place.other]["refuses"], logs[place.other]["size"]) == (None, OTHER + 1)


def test_what_was_put_back_is_signed_on(place: Place):
    notes = place.memory(place.one) / "notes"
    kept = notes.read_bytes()
    notes.unlink()
    write(place.hub, place.one, 1)
    with place.signer() as signer:
        signer.sign_new()
        assert place.sizes(signer)[place.one] == 0
        notes.write_bytes(kept)
        signer.sign_new()
        assert place.sizes(signer)[place.one] == ONE + 1


@pytest.mark.parametrize("cut", ["notes", "leaves"])
def test_what_is_cut_while_the_signer_runs_is_not_filled_with_nothing(place: Place, cut: str):
    write(place.hub, place.one, 1)
    with place.signer(rest_s=3_600) as signer:
        signer.checkpoint(place.one)
        write(place.hub, place.one, 1)
        at = place.memory(place.one) / cut
        left = at.read_bytes()[:-40]
        at.write_bytes(left)
        with pytest.raises(HomeUnusable, match=cut):
            signer.checkpoint(place.one)
        assert at.read_bytes() == left


def test_leaves_that_are_cut_while_the_signer_runs_are_named_and_signed_on_when_they_are_back(place: Place):
    leaves = place.memory(place.one) / "leaves"
    kept = leaves.read_bytes()
    write(place.hub, place.one, 1)
    with place.signer(rest_s=0) as signer:
        assert place.sizes(signer)[place.one] == ONE
        leaves.write_bytes(kept[:-40])
        with pytest.raises(HomeUnusable, match="leaves"):
            signer.checkpoint(place.one)
        leaves.write_bytes(kept)
        assert checkpoint(note(signer.checkpoint(place.one)).text).size == ONE + 1


def test_a_new_directory_survives_a_power_cut(tmp_path: Path):
    """Each directory in which one was made is opened to be written to the disk."""
    opened_ones: set[object] = set()

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            opened_ones.add(str(arguments[0]))

    sys.addaudithook(watch)
    home = Home(tmp_path / "new" / "signer")
    home.make()
    assert {str(each) for each in (tmp_path, home.path.parent, home.path)} <= opened_ones


def test_what_is_no_log_s_directory_is_passed_over(place: Place):
    (place.home.logs / ".DS_Store").write_text("x")
    with place.signer() as signer:
        signer.look_again()
        assert set(place.sizes(signer)) == {place.one, place.other}


@pytest.mark.parametrize("left", ["1", "1.new", "1.new/leaves"])
def test_who_was_killed_while_a_memory_was_made_begins_it_anew(place: Place, left: str):
    third = opened(place.hub, events=3, name="third")
    (place.home.log(third) / left).mkdir(parents=True)
    with place.signer() as signer:
        assert signer.sign_new() == 1
        assert place.sizes(signer)[third] == 3


def test_where_no_memory_can_be_made_the_others_are_signed(place: Place):
    third = opened(place.hub, events=3, name="third")
    place.home.log(third).write_text("in the way")
    write(place.hub, place.one, 1)
    write(place.hub, place.other, 1)
    with place.signer() as signer:
        assert signer.sign_new() == 2
        sizes = place.sizes(signer)
    assert (sizes[place.one], sizes[place.other]) == (ONE + 1, OTHER + 1)


def test_who_was_killed_before_the_first_note_counted_begins_anew(place: Place):
    third = opened(place.hub, events=3, name="third")
    with place.signer() as signer, killed_at("os.rename"):
        signer.checkpoint(third)
    assert (place.home.log(third) / "1.new" / "leaves").stat().st_size > 0
    with place.signer() as signer:
        assert checkpoint(note(signer.checkpoint(third)).text).size == 3


class Killed(BaseException):
    pass


@contextmanager
def killed_at(named: str) -> Iterator[None]:
    """As the operating system is about to be asked for that, everything ends."""
    is_over = False

    def watch(event: str, _arguments: object) -> None:
        nonlocal is_over
        if event == named and not is_over:
            is_over = True
            raise Killed

    sys.addaudithook(watch)
    with pytest.raises(Killed):
        yield


@pytest.mark.parametrize("at", ["os.remove", "os.rename"])
def test_who_was_killed_while_a_key_was_retired_has_keys_that_sign(place: Place, at: str):
    keys.rotate(place.home)
    with killed_at(at):
        keys.retire(place.home)
    present = keys.public(place.home)
    notes = place.memory(place.one) / "notes"
    with place.signer() as signer:
        signer.sign_new()
        before = notes.read_bytes()
        signer.sign_new()
        assert notes.read_bytes() == before
        assert len(present) == len(signer.keys(place.one)) == len(keys.signing(place.home))
    if len(present) > 1:
        keys.retire(place.home)
    with pytest.raises(KeysNotSo):
        keys.retire(place.home)
    assert (len(keys.public(place.home)), len(keys.retired(place.home))) == (1, 1)
    with place.signer() as signer:
        assert checkpoint(note(signer.checkpoint(place.one)).text).size == ONE
