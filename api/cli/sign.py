"""`goalpost sign`"""

import click

from api.cli.opening import require_tables, settings
from api.cli.telling import MISUSED, Failed, Teller, telling
from projections.ledger.signer import reading
from projections.ledger.signer.home import Home, HomeUnusable
from projections.ledger.signer.signing import Signer


@click.command()
@click.option("--once", is_flag=True, help="Sign what is new in every workspace, and end.")
@telling
def sign(teller: Teller, once: bool) -> None:
    """Sign checkpoints of every workspace's log: alone with the private key, reading the database only."""
    said = settings()
    require_tables(said)
    if said.signer_directory is None or said.signer_address is None:
        raise Failed(
            "Say where the signer's directory is: set GOALPOST_SIGNER_HOME.", code="no-home", exit_code=MISUSED
        )
    home = Home(said.signer_directory)
    try:
        home.make()
        with home.alone():
            signer = Signer(reading.opened(said.database_url), home)
            signer.sign_all()
    except HomeUnusable as unusable:
        raise Failed(str(unusable), code="signer-home-unusable") from None
