"""`goalpost migrate`"""

import click
from psycopg.errors import InsufficientPrivilege
from sqlalchemy.exc import DBAPIError

from api.cli.opening import settings
from api.cli.telling import NO_DATABASE, REFUSED, Failed, Teller, first_line, telling
from api.migrate import migrate as bring_up_to_date


@click.command()
@telling
def migrate(teller: Teller) -> None:
    """Make the tables, or bring them up to date."""
    said = settings()
    try:
        refused = bring_up_to_date(said.database_url, said.sealing_url)
    except (DBAPIError, InsufficientPrivilege) as error:
        if not isinstance(getattr(error, "orig", error), InsufficientPrivilege):
            raise
        sentence = f"The tables are made by the role that owns them, and this is another: {first_line(error)}."
        raise Failed(sentence, code="not-the-owner", exit_code=NO_DATABASE) from None
    if refused:
        teller.say({"migrated": True, "refused": refused}, "\n".join(["The tables are up to date.", *refused]))
        raise SystemExit(REFUSED)
    teller.say({"migrated": True}, "The tables are up to date.")
