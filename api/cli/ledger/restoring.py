"""`goalpost ledger restore`"""

from dataclasses import asdict

import click

from api.cli.ledger.homes import at_home
from api.cli.opening import workspace_option
from api.cli.sign import require_file
from api.cli.telling import Teller, counted, telling
from projections.ledger.signer import reading
from projections.ledger.signer.restoring import Restored
from projections.ledger.signer.restoring import restore as declare


@click.command()
@workspace_option
@click.option("--reason", required=True, metavar="TEXT", help="Why, in a line: it is signed, and everybody reads it.")
@telling
def restore(teller: Teller, workspace: str, reason: str) -> None:
    """Declare that a log was restored from a backup, where the signer runs.

    Its checkpoints go on under a new origin; what became of the old one is signed under both names.
    """
    with at_home() as (said, home):
        require_file(said)
        database = reading.opened(said.database_url)
        try:
            with database.reading() as rows:
                log = reading.named(rows, workspace)
            made = declare(database, home, log.workspace_id, reason=reason)
        finally:
            database.close()
    teller.say(asdict(made), _sentence(workspace, made))


def _sentence(workspace: str, made: Restored) -> str:
    return (
        f"The log of {workspace} goes on as {made.origin}, with {counted(made.size, 'event')}, of which the first "
        f"{made.common:,} are those of the old one. The statement is signed, and part of every bundle."
    )
