"""`goalpost replay`"""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from api.cli.playing import plain, terminal
from api.cli.playing.picture import Picture
from api.cli.playing.player import FASTEST, SLOWEST, SPEED, Player
from api.cli.playing.reel import Reel
from api.cli.playing.subjects import Subjects
from api.cli.streaming import Stream, streams
from api.cli.telling import Teller
from api.contract.streams import encoded


@click.command()
@click.option(
    "--speed",
    type=click.FloatRange(SLOWEST, FASTEST),
    default=SPEED,
    show_default=True,
    help="Frames a second, in a terminal.",
)
@streams("/v1/replay")
def replay(teller: Teller, stream: Stream, speed: float) -> None:
    """Play how it went, frame by frame: what happened, and how each goal stood.

    Space pauses, the arrows step, q quits. Where there is no terminal, each goal of each frame is a line; with --json
    each frame is, as over HTTP.
    """
    if teller.as_json:
        for line in stream.lines:
            click.echo(encoded(line), nl=False)
    elif terminal.is_there():
        _play(stream, speed)
    else:
        for each in _plain(stream.lines):
            click.echo(each)


def _play(stream: Stream, speed: float) -> None:
    player = Player(Reel(stream.lines), speed=speed)
    picture = Picture(stream.workspace, Subjects(stream.snapshot).of)
    with terminal.taken() as screen:
        while not player.is_over:
            screen.draw(picture.lines(player, screen.size))
            for key in screen.keys(player.wait_s):
                player.press(key)
            player.go_on()


def _plain(lines: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    for line in lines:
        if "end" not in line:
            yield from plain.lines(line)
