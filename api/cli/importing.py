"""`goalpost import`"""

from dataclasses import asdict
from pathlib import Path

import click

from api.cli.opening import doors, workspace_option
from api.cli.telling import MISUSED, REFUSED, Failed, Teller, counted, progress, telling
from api.contract.doors import Doors
from api.importing import Imported, Wish, import_readings
from api.readings_file import Columns, Reading, Row, UnusableFile, rows
from goals.errors import NotFound
from goals.event_log import seen
from goals.facts import Actor, Asked, Source
from goals.vocabulary import ActorType
from projections import kpis, workspaces
from projections.lookups import lookups_in

SHOWN = 20


def equation(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Raises BadParameter for what is no COLUMN=VALUE."""
    for value in values:
        if "=" not in value:
            raise click.BadParameter(f"{value!r} is not COLUMN=VALUE; the value may be empty, as in 'Gas='.")
    return {name: wanted for name, _, wanted in (value.partition("=") for value in values)}


@click.group("import")
def import_() -> None:
    """Bring in what was kept elsewhere."""


@import_.command("readings")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@workspace_option
@click.option("--kpi", "kpi_key", required=True, metavar="KEY", help="The KPI's key.")
@click.option("--date-column", required=True, help="When: 2023, 2023-Q1, 2023-03, 2023-03-31, or an instant.")
@click.option("--value-column", required=True, help="The value, in plain notation.")
@click.option("--key-column", help="What a reading is known by.  [default: its instant]")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", callback=equation, help="Only such rows. Repeatable.")
@click.option("--source", metavar="TEXT", help="Where the readings come from; shown with each.")
@click.option("--round", "rounding", is_flag=True, help="Round half-even to the KPI's decimals, and record it.")
@click.option("--skip-bad", is_flag=True, help="Store the rows that are right, though others are wrong.")
@click.option("--dry-run", is_flag=True, help="Check everything, store nothing.")
@telling
def readings(
    teller: Teller,
    file: Path,
    workspace: str,
    kpi_key: str,
    date_column: str,
    value_column: str,
    key_column: str | None,
    where: dict[str, str],
    source: str | None,
    rounding: bool,
    skip_bad: bool,
    dry_run: bool,
) -> None:
    """Record the readings in a CSV file: all, or none if a row is wrong.

    A year, quarter or month stands for its last day, and a day for its beginning in the workspace's zone. Rows that
    were imported before are counted as duplicates. When a reading was recorded is the time of the import.
    """
    columns = Columns(date=date_column, value=value_column, key=key_column, where=where)
    wish = Wish.DRY_RUN if dry_run else Wish.SKIP_BAD if skip_bad else Wish.ALL_OR_NONE
    with doors() as found:
        workspace_id, _ = found.hub.workspace_named(workspace)
        kpi_id, reading = _meant(found, workspace_id, kpi_key, rounding=rounding, source=source)
        read = _read(file, columns, reading)
        with progress(file.name) as told:
            imported = import_readings(found.hub, workspace_id, kpi_id, read, _asked(file), wish=wish, told=told)
    _tell(teller, imported, wish)
    if not read:
        raise Failed(f"No row of {file.name} is such as --where asks for.", code="no-rows")


def _meant(found: Doors, workspace_id: str, kpi_key: str, *, rounding: bool, source: str | None) -> tuple[str, Reading]:
    """The KPI's id, and how its readings are read."""
    with found.database.reading() as inside:
        seen(inside, workspace_id)
        kpi_id = lookups_in(inside, workspace_id).kpi_with_key(kpi_key)
        view = None if kpi_id is None else kpis.view_at(inside, workspace_id, kpi_id)
        rules = workspaces.view_at(inside, workspace_id)
    if kpi_id is None or view is None or rules is None:
        raise NotFound("KPI", kpi_key)
    tz, scale = rules.workspace.policy.tz, view.kpi.measure.scale
    return kpi_id, Reading(tz=tz, scale=scale, rounding=rounding, source=source)


def _read(file: Path, columns: Columns, reading: Reading) -> list[Row]:
    try:
        return list(rows(file, columns, reading))
    except (UnusableFile, OSError) as wrong:
        raise Failed(str(wrong), code="file-unusable", exit_code=MISUSED) from None


def _asked(file: Path) -> Asked:
    actor = Actor(type=ActorType.IMPORT, id="import")
    return Asked(actor=actor, source=Source(channel="import", client=file.name))


def _tell(teller: Teller, imported: Imported, wish: Wish) -> None:
    """Refuses, with exit code 1, where nothing was stored because of wrong rows."""
    for wrong in () if teller.as_json else imported.wrong[:SHOWN]:
        click.echo(f"line {wrong.line}: {wrong.detail}", err=True)
    if not teller.as_json and len(imported.wrong) > SHOWN:
        click.echo(f"… and {counted(len(imported.wrong) - SHOWN, 'more line')}", err=True)
    teller.say(asdict(imported) | {"dry_run": wish is Wish.DRY_RUN}, _sentence(imported, wish))
    if imported.wrong and wish is not Wish.SKIP_BAD:
        raise SystemExit(REFUSED)


def _sentence(imported: Imported, wish: Wish) -> str:
    new = counted(imported.created, "reading")
    known, wrong = f"{imported.duplicate:,} were there already", f"{counted(len(imported.wrong), 'row')} wrong"
    if wish is Wish.DRY_RUN:
        return f"Nothing was stored: {new} would be, {imported.rounded:,} of them rounded; {known}; {wrong}."
    if not imported.stored:
        return f"Nothing was stored: {wrong}. Mend them, or store the others with --skip-bad."
    return f"Stored {new}, {imported.rounded:,} of them rounded; {known}; {wrong}."
