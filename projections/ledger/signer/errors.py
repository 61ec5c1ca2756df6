"""What goes wrong where something is to be signed."""

from goals.errors import GoalpostError, Refused

LOGGER = "goalpost.signer"


class SignerUnreachable(GoalpostError):
    """The process that signs checkpoints is not running, or not where this server asks for it."""

    mend = "Start `goalpost sign`, or set GOALPOST_SIGNER to where it listens; then send it again."

    def __init__(self, reason: str) -> None:
        super().__init__(f"The signer cannot be reached: {reason}.")


class SignerRefuses(Refused):
    """The signer found that what it signed before is no longer so, or was asked to sign what is not so."""

    mend = "Look at what it names. If a backup was restored, declare it with `goalpost ledger restore`."

    def __init__(self, reason: str) -> None:
        super().__init__(f"The signer refuses: {reason}")
        self.reason = reason
