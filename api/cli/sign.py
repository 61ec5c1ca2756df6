"""`goalpost sign`"""

import signal
from threading import Event

import click

from api.cli.opening import settings, sqlite_path
from api.cli.telling import MISUSED, NO_DATABASE, REFUSED, Failed, Teller, counted, telling
from api.settings import Settings
from projections.ledger.signer import reading
from projections.ledger.signer.home import Home, HomeUnusable
from projections.ledger.signer.running import EVERY_S, run
from projections.ledger.signer.signing import Signer
from projections.ledger.signer.wire import Unheard


@click.command()
@click.option(
    "--every",
    "every_s",
    type=click.FloatRange(0.1, 3600),
    default=EVERY_S,
    show_default=True,
    metavar="SECONDS",
    help="How often a checkpoint is signed while there are new events.",
)
@click.option(
    "--once", is_flag=True, help="Derive every old event again, sign what is new in every workspace, and end."
)
@telling
def sign(teller: Teller, every_s: float, once: bool) -> None:
    """Sign checkpoints of every workspace's log, until told to stop. Old events are derived again in turn meanwhile.

    A process of its own, with the private key in a directory of its own, that only reads the database. It answers the
    servers on the address GOALPOST_SIGNER; its directory is GOALPOST_SIGNER_HOME, for SQLite beside the file.
    """
    said = settings()
    home = home_of(said)
    require_file(said)
    try:
        if once:
            _once(teller, said, home)
        else:
            _until_stopped(teller, said, home, every_s=every_s)
    except HomeUnusable as unusable:
        raise Failed(str(unusable), code="signer-home-unusable") from None
    except Unheard as unheard:
        sentence = f"Nobody can listen on {said.signer_address} ({unheard.strerror})."
        raise Failed(sentence, code="address-taken") from None
    except OSError as error:
        raise Failed(f"{error.filename or home.path}: {error.strerror}.", code="signer-home-unusable") from None


def home_of(said: Settings) -> Home:
    """Raises Failed."""
    if said.signer_directory is None:
        sentence = "Say where the signer keeps its key and its memory: set GOALPOST_SIGNER_HOME."
        raise Failed(sentence, code="no-signer-home", exit_code=MISUSED)
    return Home(said.signer_directory)


def require_file(said: Settings) -> None:
    """Raises Failed. The signer makes no database, and may have no right to see whether all tables are there."""
    path = sqlite_path(said.database_url)
    if path is not None and not path.exists():
        sentence = f"There is no database {path}: make it with `goalpost migrate`."
        raise Failed(sentence, code="database-missing", exit_code=NO_DATABASE)


def _until_stopped(teller: Teller, said: Settings, home: Home, *, every_s: float) -> None:
    assert said.signer_address is not None
    address = said.signer_address
    stopped = Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stopped.set())
    document = {"address": address, "home": str(home.path)}
    sentence = f"Signing, every {every_s:g} s and when asked on {address}. Stop with Ctrl-C."
    run(
        said.database_url,
        home,
        address=address,
        secret=said.signer_secret,
        every_s=every_s,
        stopped=stopped,
        ready=lambda: teller.say(document, sentence),
    )


def _once(teller: Teller, said: Settings, home: Home) -> None:
    database = reading.opened(said.database_url)
    try:
        home.make()
        with home.alone():
            signer = Signer(database, home)
            signer.look_again(whole=True)
            count = signer.sign_new()
            logs = signer.status()["logs"]
    finally:
        database.close()
    refused = [f"{each}: {log['refuses']}" for each, log in logs.items() if log["refuses"] is not None]
    teller.say({"signed": count, "logs": logs}, "\n".join([f"{counted(count, 'checkpoint')} signed.", *refused]))
    if refused:
        raise SystemExit(REFUSED)
