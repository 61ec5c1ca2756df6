"""Asking the signer, from whichever process wants something signed."""

from base64 import b64encode
from multiprocessing.connection import Connection
from time import monotonic, sleep
from typing import Any, NamedTuple

from goals.errors import NotFound
from projections.ledger.signer import wire
from projections.ledger.signer.errors import SignerRefuses, SignerUnreachable

PATIENCE_S = 60.0
STARTING_S = 1.0
AGAIN_S = 0.05


class Account(NamedTuple):
    """What the signer has to say of a log at one moment: what the methods of these names answer."""

    checkpoint: str
    notes: list[str]
    restores: list[str]
    keys: list[str]


class Memory(NamedTuple):
    """What the signer remembers of a log at one moment; `status` as `Signing.status` has it, None where that is
    nothing."""

    status: dict[str, Any] | None
    notes: list[str]
    restores: list[str]
    keys: list[str]


class Signing:
    """A signer at an address.

    Every method raises SignerUnreachable; `checkpoint`, `account`, `memory` and `manifest` SignerRefuses too.
    """

    def __init__(
        self,
        address: str | None,
        secret: str = "",
        *,
        patience_s: float = PATIENCE_S,
        starting_s: float = STARTING_S,
    ) -> None:
        """`address` is a Unix socket's path or host:port, None where none is known.

        `patience_s` is how long an answer may take: the first checkpoint of a long log takes as long as reading it.
        `starting_s` is how long one that is not there is waited for: it may be starting anew.
        """
        self.address = address
        self._secret = secret.encode()
        self._patience_s = patience_s
        self._starting_s = starting_s

    def at_once(self) -> "Signing":
        """The same; one that is not there is not waited for."""
        return Signing(self.address, self._secret.decode(), patience_s=self._patience_s, starting_s=0)

    def checkpoint(self, workspace_id: str) -> str:
        """A signed note that covers everything recorded before the call. Raises NotFound if there is no such log."""
        return str(self._ask("checkpoint", workspace_id=workspace_id))

    def account(self, workspace_id: str) -> Account:
        """Its checkpoint covers everything recorded before the call. Raises NotFound if there is no such log."""
        return Account(**self._ask("account", workspace_id=workspace_id))

    def memory(self, workspace_id: str) -> Memory:
        """Nothing is signed for it, and a log that is refused has one. Raises NotFound, SignerRefuses."""
        return Memory(**self._ask("memory", workspace_id=workspace_id))

    def manifest(self, workspace_id: str, *, origin: str, size: int, digest: bytes) -> str:
        """A signed note of the manifest with that SHA-256 of a bundle, under the checkpoint of that origin and size."""
        told = b64encode(digest).decode()
        return str(self._ask("manifest", workspace_id=workspace_id, origin=origin, size=size, digest=told))

    def notes(self, workspace_id: str) -> list[str]:
        """Checkpoints signed so far, the last of each day (UTC) and the last of all, with growing sizes."""
        return list(self._ask("notes", workspace_id=workspace_id))

    def restores(self, workspace_id: str) -> list[str]:
        """The statements of the restores that were declared, the first one first."""
        return list(self._ask("restores", workspace_id=workspace_id))

    def keys(self, workspace_id: str) -> list[str]:
        """The verifier keys it signs with, of the log's present origin: one, or two while keys are exchanged."""
        return list(self._ask("keys", workspace_id=workspace_id))

    def status(self) -> dict[str, Any]:
        """`logs` by workspace id: `origin`, the `size` last signed and when, and `refuses`, the reason or None."""
        return dict(self._ask("status"))

    def _ask(self, what: str, **about: Any) -> Any:
        try:
            said = self._said({"ask": what, **about})
        except (OSError, EOFError, ValueError) as error:
            reason = str(getattr(error, "strerror", None) or error) or "it broke off"
            raise SignerUnreachable(f"{self.address}: {reason[0].lower()}{reason[1:]}") from None
        if "refuses" in said:
            raise SignerRefuses(said["refuses"])
        if "lacks" in said:
            raise NotFound("workspace", said["lacks"])
        if "failed" in said:
            raise SignerUnreachable(said["failed"])
        return said["answer"]

    def _said(self, question: wire.Message) -> wire.Message:
        if self.address is None:
            raise SignerUnreachable("none is set up here; GOALPOST_SIGNER says where one listens")
        connection = self._connected(self.address)
        try:
            return wire.ask(connection, self._secret, question)
        except BlockingIOError:
            raise SignerUnreachable(f"it did not answer within {self._patience_s:g} seconds") from None
        finally:
            connection.close()

    def _connected(self, address: str) -> Connection:
        give_up = monotonic() + self._starting_s
        while True:
            try:
                return wire.connected(wire.address(address), patience_s=self._patience_s)
            except (FileNotFoundError, ConnectionRefusedError):
                if monotonic() > give_up:
                    raise
                sleep(AGAIN_S)
