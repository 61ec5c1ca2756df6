"""`goalpost serve`"""

from dataclasses import replace

import click

from api.cli.opening import require_tables, settings
from api.cli.samples import SampleKey, loaded_with_keys
from api.cli.telling import Failed, Teller, telling
from api.migrate import migrate
from api.serving import SPARE_CONNECTIONS, AddressTaken, Server, Serving, bracketed, require_free
from api.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on.  [default: PORT, or 8000]")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 512), default=32, show_default=True, help="Threads in each process.")
@click.option(
    "--drain",
    "drain_s",
    type=click.FloatRange(0, 20),
    default=1.0,
    show_default=True,
    help="Seconds of answering /readyz with 503 before stopping.",
)
@click.option("--sample", "with_sample", is_flag=True, help="Migrate, load the sample into a new database, show keys.")
@telling
def serve(
    teller: Teller, host: str, port: int | None, workers: int, threads: int, drain_s: float, with_sample: bool
) -> None:
    """Serve the API until told to stop."""
    said = settings()
    serving = Serving(
        host=host, port=said.port if port is None else port, workers=workers, threads=threads, drain_s=drain_s
    )
    _require_free(serving)
    keys: list[SampleKey] = []
    if with_sample:
        migrate(said.database_url, said.sealing_url)
        keys = loaded_with_keys(said)
    else:
        require_tables(said)
    roomy = replace(said, pool_size=max(said.pool_size, threads + SPARE_CONNECTIONS))
    Server(roomy, serving, ready=lambda: _tell(teller, roomy, serving, keys)).run()


def _require_free(serving: Serving) -> None:
    try:
        require_free(serving.host, serving.port)
    except AddressTaken as taken:
        raise Failed(str(taken), code="address-taken") from None


def _tell(teller: Teller, said: Settings, serving: Serving, keys: list[SampleKey]) -> None:
    address = f"http://{bracketed(serving.host)}:{serving.port}"
    document = {
        "address": address,
        "docs": f"{address}/docs",
        "keys": [{"workspace": key.workspace, "role": key.role.value, "key": key.token} for key in keys],
    }
    teller.say(document, "\n".join(_lines(address, keys)))


def _lines(address: str, keys: list[SampleKey]) -> list[str]:
    lines = ["", f"Goalpost   {address}", f"Docs       {address}/docs"]
    for key in keys:
        lines.append(f"Key        {key.token}   ({key.role} of {key.workspace})")
    if keys:
        first = keys[0]
        lines += ["", "Try it:", f"  curl -s -H 'Authorization: Bearer {first.token}' '{address}/v1/goals?limit=3'"]
    return [*lines, "", "Stop with Ctrl-C."]
