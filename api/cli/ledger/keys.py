"""`goalpost ledger key`, `rotate` and `retire`"""

import click

from api.cli.ledger.homes import at_home
from api.cli.opening import settings
from api.cli.sign import require_file
from api.cli.telling import Teller, telling
from api.settings import Settings
from goals.ledger.checkpoint import origin_of
from projections.ledger.signer import keys, reading
from projections.ledger.signer.asking import Signing
from projections.ledger.signer.errors import SignerUnreachable
from projections.ledger.signer.home import Home
from projections.ledger.signer.kept import incarnations
from projections.ledger.signer.reading import Log


@click.command()
@click.option("--workspace", metavar="NAME", help="Of this workspace only.")
@telling
def key(teller: Teller, workspace: str | None) -> None:
    """Print the public keys by which signatures are verified: give them to whoever checks."""
    said = settings()
    require_file(said)
    found = {log.workspace_id: _keys(said, log) for log in _logs(said, workspace)}
    document = [{"workspace_id": each, "keys": lines} for each, lines in found.items()]
    teller.say(document, "\n".join(line for lines in found.values() for line in lines))


@click.command()
@telling
def rotate(teller: Teller) -> None:
    """Add a key: it signs beside the old one, until that is retired."""
    with at_home() as (_, home):
        home.make()
        with home.turn():
            keys.rotate(home)
    sentence = (
        "Two keys sign from now on. Give `goalpost ledger key` to whoever checks, then end the old key with "
        "`goalpost ledger retire`."
    )
    teller.say({"signing": 2}, sentence)


@click.command()
@telling
def retire(teller: Teller) -> None:
    """End the older of two keys: its private half is removed."""
    with at_home() as (_, home):
        home.make()
        with home.turn():
            keys.retire(home)
    teller.say({"signing": 1}, "The old key signs no more, and its private half is removed. One key signs.")


def _logs(said: Settings, name: str | None) -> list[Log]:
    database = reading.opened(said.database_url)
    try:
        with database.reading() as rows:
            return reading.logs(rows) if name is None else [reading.named(rows, name)]
    finally:
        database.close()


def _keys(said: Settings, log: Log) -> list[str]:
    """As the signer says, or as its directory does while it is not running."""
    try:
        return Signing(said.signer_address, said.signer_secret, starting_s=0).keys(log.workspace_id)
    except SignerUnreachable:
        with at_home() as (_, home):
            origin = origin_of(log.kind, log.workspace_id, max(incarnations(home.log(log.workspace_id)), default=1))
            return [str(keys.named(each, origin)) for each in _public(home)]


def _public(home: Home) -> list[bytes]:
    """Made here where none has signed yet: a key can be given away before its first signature."""
    home.make()
    with home.turn():
        return keys.public(home) or [each.public_key().public_bytes_raw() for each in keys.signing(home)]
