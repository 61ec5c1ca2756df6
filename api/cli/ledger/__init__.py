"""`goalpost ledger`"""

import click

from api.cli.ledger.keys import key, retire, rotate
from api.cli.ledger.restoring import restore
from api.cli.ledger.trees import rebuild
from api.cli.ledger.verifier import verifier

ledger = click.Group(
    "ledger",
    help="Look after what proves the log: keys, restores, the tree.",
    commands=[key, rotate, retire, restore, rebuild, verifier],
)
