"""What is recorded and signed while a bundle is begun makes no honest bundle look tampered with."""

from pathlib import Path
from typing import Any

from goals.instants import machine_now
from goals.ledger.notes import verifier_key
from projections.ledger.signer.asking import Signing
from projections.ledger.verifier.trust import Trust
from projections.ledger.verifier.verifying import verify
from tests.api.client import Api
from tests.ledger.bundles import taken
from tests.ledger.logs import write


class Meanwhile(Signing):
    """After each of its answers something is recorded and signed."""

    def __init__(self, asking: Signing, api: Api) -> None:
        super().__init__(asking.address)
        self._api = api

    def _ask(self, what: str, **about: Any) -> Any:
        answer = super()._ask(what, **about)
        write(self._api.doors.hub, self._api.workspace_id, 1)
        super()._ask("checkpoint", workspace_id=self._api.workspace_id)
        return answer


def test_a_bundle_is_sound_whatever_is_signed_while_it_is_made(api: Api, signer: Signing, tmp_path: Path):
    known = tuple(map(verifier_key, signer.keys(api.workspace_id)))
    object.__setattr__(api.doors, "signer", Meanwhile(signer, api))
    path = taken(api, tmp_path / "bundle.tar")
    assert verify(path, Trust(keys=known, now=machine_now())).verdict == "sound"
