"""What the signer signs, remembers and declares."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from time import sleep

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goals.errors import NotFound
from goals.identity import new_id
from goals.ledger import merkle
from goals.ledger.checkpoint import checkpoint, origin_of
from goals.ledger.notes import Note, note, signed, verified, verifier_key
from projections.ledger.signer import reading
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.errors import SignerRefuses, SignerUnreachable
from projections.ledger.signer.kept import begun, kept
from tests import signers
from tests.api.client import Api
from tests.invariants.looking import events_of, recomputed

DIGEST = bytes(range(32))
PRIVATE = Ed25519PrivateKey.generate()
PUBLIC = (PRIVATE.public_key().public_bytes_raw(),)


def checked(text: str, signer: Signing, api: Api) -> Note:
    """The note, signed by the log's key."""
    found = note(text)
    known = [verifier_key(each) for each in signer.keys(api.workspace_id)]
    assert [each.key for each in verified(found, known)] == known
    return found


def add(api: Api) -> None:
    assert api.post("/v1/containers", {"name": "Rockets", "kind": "folder"}).status_code == 201


def test_a_checkpoint_covers_everything_recorded_before_it_was_asked_for(api: Api, signer: Signing):
    first = checkpoint(checked(signer.checkpoint(api.workspace_id), signer, api).text)
    add(api)
    second = checkpoint(checked(signer.checkpoint(api.workspace_id), signer, api).text)
    leaves = [recomputed(each) for each in events_of(api.doors.settings.database_url, api.workspace_id)]
    assert (first.size, second.size) == (len(leaves) - 1, len(leaves))
    assert (first.root, second.root) == (merkle.root(leaves[:-1]), merkle.root(leaves))
    assert first.origin == second.origin == origin_of("test", api.workspace_id)


def test_without_new_events_the_checkpoint_is_the_same(api: Api, signer: Signing):
    assert signer.checkpoint(api.workspace_id) == signer.checkpoint(api.workspace_id)


def test_of_a_workspace_that_is_not_there_nothing_is_signed(api: Api, signer: Signing):
    with pytest.raises(NotFound):
        signer.checkpoint(new_id())


def test_a_manifest_is_signed_under_a_checkpoint_that_was(api: Api, signer: Signing):
    size = checkpoint(note(signer.checkpoint(api.workspace_id)).text).size
    told = checked(manifest(api, signer, size), signer, api)
    lines = told.text.splitlines()
    assert lines[:4] == [
        "goalpost-manifest/v1",
        origin_of("test", api.workspace_id),
        str(size),
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    ]
    assert datetime.fromisoformat(lines[4]).tzinfo is not None
    assert len(lines) == 5


def test_no_manifest_is_signed_under_a_checkpoint_that_was_not(api: Api, signer: Signing):
    size = checkpoint(note(signer.checkpoint(api.workspace_id)).text).size
    with pytest.raises(SignerRefuses):
        manifest(api, signer, size - 1)


def test_no_manifest_is_signed_under_another_origin_than_the_checkpoint_s(api: Api, signer: Signing):
    size = checkpoint(note(signer.checkpoint(api.workspace_id)).text).size
    with pytest.raises(SignerRefuses):
        manifest(api, signer, size, incarnation=2)


def manifest(api: Api, signer: Signing, size: int, *, incarnation: int = 1) -> str:
    origin = origin_of("test", api.workspace_id, incarnation)
    return signer.manifest(api.workspace_id, origin=origin, size=size, digest=DIGEST)


def newest_at(api: Api, signer: Signing, size: int) -> datetime:
    return datetime.fromisoformat(note(manifest(api, signer, size)).text.split()[4])


def test_no_new_date_is_put_on_an_old_log(api: Api, signer: Signing):
    old = checkpoint(note(signer.checkpoint(api.workspace_id)).text).size
    add(api)
    signer.checkpoint(api.workspace_id)
    followed_at = datetime.now(UTC)
    sleep(1.01)
    assert newest_at(api, signer, old) <= followed_at
    assert newest_at(api, signer, old + 1) > followed_at


def test_who_does_not_know_the_secret_gets_nothing(api: Api, migrated_url: str, signer_home: Path):
    address = str(signer_home / "socket")
    with signers.signing(migrated_url, home=signer_home, address=address, secret="ours") as asking:
        assert checkpoint(note(asking.checkpoint(api.workspace_id)).text).size > 0
        with pytest.raises(SignerUnreachable):
            Signing(address, "theirs").checkpoint(api.workspace_id)


def test_a_signer_can_listen_on_a_port(api: Api, migrated_url: str, signer_home: Path):
    with signers.signing(migrated_url, home=signer_home, address="127.0.0.1:0", secret="ours") as asking:
        assert checkpoint(note(asking.checkpoint(api.workspace_id)).text).size > 0


def test_where_no_signer_is_that_is_said(signer_home: Path):
    with pytest.raises(SignerUnreachable, match="no such file"):
        Signing(str(signer_home / "socket"), starting_s=0).status()
    with pytest.raises(SignerUnreachable, match="GOALPOST_SIGNER"):
        Signing(None).status()


def test_the_database_cannot_be_written_through_the_signer(migrated_url: str):
    database = reading.opened(migrated_url)
    with pytest.raises(Exception, match=r"readonly|read-only"), database.writing() as rows:
        rows.tell("DELETE FROM workspaces")
    database.close()


def test_leaves_that_no_note_covers_were_never_signed(tmp_path: Path):
    log = begun(tmp_path / "here")
    tree = log.grown([bytes(32)] * 3)
    log.sign(tree, str(_note_of(tree)), at_us=0)
    log.grown([bytes([1]) * 32] * 5)
    again = kept(tmp_path / "here", PUBLIC)
    assert again is not None
    assert (again.size, list(again.leaves(0, again.size))) == (3, [bytes(32)] * 3)
    longer = again.grown([bytes([2]) * 32])
    again.sign(longer, str(_note_of(longer)), at_us=0)
    assert [each[0] for each in again.leaves(0, again.size)] == [0, 0, 0, 2]


def test_a_note_that_was_not_written_to_its_end_was_given_to_nobody(tmp_path: Path):
    log = begun(tmp_path / "here")
    tree = log.grown([bytes(32)])
    log.sign(tree, str(_note_of(tree)), at_us=0)
    with (log.path / "notes").open("ab") as file:
        file.write(b'{"at_us":1,"note":"goalpost/l')
    again = kept(tmp_path / "here", PUBLIC)
    assert again is not None and again.size == 1
    longer = again.grown([bytes(32)])
    again.sign(longer, str(_note_of(longer)), at_us=2)
    assert [json.loads(line)["at_us"] for line in (log.path / "notes").read_text().splitlines()] == [0, 2]


def _note_of(tree: merkle.Growing) -> Note:
    from_tree = f"goalpost/live/here\n{tree.size}\n"
    root = b64encode(tree.root()).decode()
    return signed(f"{from_tree}{root}\n", [("goalpost/live/here", PRIVATE)])
