"""`goalpost replay`"""

import click

from api.cli.playing import plain
from api.cli.streaming import Stream, streams
from api.cli.telling import Teller
from api.contract.streams import encoded


@click.command()
@streams("/v1/replay")
def replay(teller: Teller, stream: Stream) -> None:
    """Play how it went, frame by frame: what happened, and how each goal stood."""
    for line in stream.lines:
        if teller.as_json:
            click.echo(encoded(line), nl=False)
        elif "end" not in line:
            for each in plain.lines(line):
                click.echo(each)
