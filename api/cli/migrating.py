"""`goalpost migrate`"""

import click

from api.cli.opening import settings
from api.cli.telling import Teller, telling
from api.migrate import migrate as bring_up_to_date


@click.command()
@telling
def migrate(teller: Teller) -> None:
    """Make the tables, or bring them up to date."""
    said = settings()
    bring_up_to_date(said.database_url, said.sealing_url)
    teller.say({"migrated": True}, "The tables are up to date.")
