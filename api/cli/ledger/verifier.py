"""`goalpost ledger verifier`"""

from typing import TextIO

import click

from projections.ledger.one_file import written


@click.command()
@click.option("--output", type=click.File("w", encoding="utf-8"), default="-", help="Where to; standard output else.")
def verifier(output: TextIO) -> None:
    """Write the verifier as one file, for whoever should not need anything else of Goalpost."""
    output.write(written())
