"""The server as `goalpost serve` runs it, on a socket that somebody listens on already.

Arguments: the socket's number, workers, threads. With KILL_AT in the environment its workers can be told to die.
BODY_TIMEOUT_S in the environment is how long they wait for a request, SEND_TIMEOUT_S for an answer to be read.
"""

import os
import sys

from flask import Flask

from api.serving import BODY_TIMEOUT_S, SEND_TIMEOUT_S, Server, Serving
from api.settings import Settings
from tests.invariants.killable import HOME, mortal

GRACE_S = 5


class Inheriting(Server):
    def __init__(self, settings: Settings, serving: Serving, *, descriptor: int) -> None:
        self.descriptor = descriptor
        super().__init__(settings, serving, ready=lambda: None)

    def load_config(self) -> None:
        super().load_config()
        self.cfg.set("bind", f"fd://{self.descriptor}")
        self.cfg.set("graceful_timeout", GRACE_S)

    def load(self) -> Flask:
        if HOME in os.environ:
            mortal()
        return super().load()


def main(descriptor: str, workers: str, threads: str) -> None:
    serving = Serving(
        host="127.0.0.1",
        port=0,
        workers=int(workers),
        threads=int(threads),
        drain_s=0,
        body_timeout_s=float(os.environ.get("BODY_TIMEOUT_S", BODY_TIMEOUT_S)),
        send_timeout_s=float(os.environ.get("SEND_TIMEOUT_S", SEND_TIMEOUT_S)),
    )
    Inheriting(Settings.from_environ(os.environ), serving, descriptor=int(descriptor)).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
