"""`goalpost ledger`"""

import click


@click.group()
def ledger() -> None:
    """Look after what proves the log: keys, restores, the tree."""
