"""`goalpost serve`"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial

import click

from api import by_the_clock
from api.cli.opening import require_tables, settings, sqlite_path
from api.cli.samples import SampleKey, loaded_with_keys
from api.cli.sign import home_of
from api.cli.telling import Failed, Teller, telling
from api.migrate import migrate
from api.serving import SPARE_CONNECTIONS, AddressTaken, Server, Serving, bracketed, require_free
from api.serving_beside import beside
from api.settings import Settings
from projections.ledger.signer.running import stand_by


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
@click.option(
    "--signer/--no-signer",
    "with_signer",
    default=None,
    help="Sign the log in a process beside the server.  [default: for SQLite, unless GOALPOST_SIGNER is set]",
)
@click.option("--sample", "with_sample", is_flag=True, help="Migrate, load the sample into a new database, show keys.")
@telling
def serve(
    teller: Teller,
    host: str,
    port: int | None,
    workers: int,
    threads: int,
    drain_s: float,
    with_signer: bool | None,
    with_sample: bool,
) -> None:
    """Serve the API until told to stop."""
    said = settings()
    serving = Serving(
        host=host, port=said.port if port is None else port, workers=workers, threads=threads, drain_s=drain_s
    )
    _require_free(serving)
    with _signing(said, with_signer) as begin_signing, by_the_clock.beside_server(said) as begin_verifying:
        keys = _prepared(said, with_sample=with_sample)
        roomy = replace(said, pool_size=max(said.pool_size, threads + SPARE_CONNECTIONS))

        def ready() -> None:
            begin_signing()
            begin_verifying()
            _tell(teller, roomy, serving, keys)

        Server(roomy, serving, ready=ready).run()


def _prepared(said: Settings, *, with_sample: bool) -> list[SampleKey]:
    """Keys of the sample, if it is to be there."""
    if with_sample:
        migrate(said.database_url, said.sealing_url)
        return loaded_with_keys(said)
    require_tables(said)
    return []


def _signing(said: Settings, with_signer: bool | None) -> AbstractContextManager[Callable[[], object]]:
    """What begins to sign beside the server, where that is wanted. Raises Failed."""
    usual = sqlite_path(said.database_url) is not None and not said.signer
    if not (usual if with_signer is None else with_signer):
        return nullcontext(lambda: None)
    home, address = home_of(said), said.signer_address
    assert address is not None
    signing = partial(stand_by, said.database_url, home, address=address, secret=said.signer_secret)
    return beside(lambda stopped: signing(stopped=stopped))


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
