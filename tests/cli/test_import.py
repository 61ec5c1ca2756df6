"""Importing readings from a file."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from api.readings_file import instant
from api.sample import names
from goals.database import Database
from goals.facts import Actor, Asked, Source
from goals.hub import Hub
from goals.kpi.commands import DefineKpi
from goals.kpi.facts import Measure
from goals.vocabulary import ActorType, Aggregation, UnitKind, ValueKind
from projections.catalogue import project
from projections.lookups import lookups_in
from tests.cli.conftest import Shell

KPI = names.kpi_id("emissions")
UK = Path(__file__).parent.parent.parent / "api" / "sample" / "real" / "uk_greenhouse_gas.csv"
HERE = ("import", "readings", "--workspace", "acme", "--kpi", "emissions")
YEARLY = ("--date-column", "Year", "--value-column", "Value")
TOTALS = (*HERE, str(UK), *YEARLY, "--where", "Gas=")
Write = Callable[[str], str]


@pytest.fixture
def acme(shell: Shell) -> Shell:
    """A workspace with a KPI of three decimals."""
    workspace_id = shell.json("workspace", "open", "acme")["id"]
    database = Database(shell.url, pool_size=1)
    hub = Hub(database, project=project, lookups=lookups_in)
    measure = Measure(
        unit="Mt", unit_kind=UnitKind.MASS, scale=3, value_kind=ValueKind.LEVEL, aggregation=Aggregation.LAST
    )
    asked = Asked(actor=Actor(type=ActorType.SYSTEM, id="tests"), source=Source(channel="cli"))
    defining = DefineKpi(kpi_id=KPI, key="emissions", name="Emissions", measure=measure)
    hub.write(workspace_id, lambda writing: writing.change(defining, asked))
    database.close()
    return shell


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file with the columns day and value, and tells where it is."""

    def write(rows: str) -> str:
        path = tmp_path / "readings.csv"
        path.write_text(f"day,value,name\n{rows}", encoding="utf-8")
        return str(path)

    return write


def daily(path: str, *more: str) -> tuple[str, ...]:
    return (*HERE, path, "--date-column", "day", "--value-column", "value", *more)


def test_the_published_file_is_imported_as_it_is(acme: Shell):
    imported = acme.json(*TOTALS, "--round")
    assert (imported["created"], imported["rounded"], imported["wrong"]) == (32, 32, [])


def test_importing_again_changes_nothing(acme: Shell):
    acme.json(*TOTALS, "--round")
    again = acme.json(*TOTALS, "--round")
    assert (again["created"], again["duplicate"]) == (0, 32)


def test_more_decimals_than_the_kpi_has_are_an_error_that_names_line_and_option(acme: Shell):
    refused = acme(*TOTALS)
    assert refused.exit_code == 1
    assert "line 9: 813.396486653835 has more decimals than the KPI's 3" in refused.stderr
    assert "--round" in refused.stderr


def test_nothing_is_stored_where_one_row_is_wrong(acme: Shell, write: Write):
    path = write("2023-01-01,1\n2023-01-02,two\n")
    refused = acme(*daily(path))
    assert (refused.exit_code, "line 3: 'two' is not a number" in refused.stderr) == (1, True)
    assert acme.json(*daily(write("2023-01-01,1\n")))["created"] == 1


def test_the_right_rows_are_stored_where_the_wrong_ones_are_to_be_skipped(acme: Shell, write: Write):
    imported = acme.json(*daily(write("2023-01-01,1\n2023-01-02,two\n"), "--skip-bad"))
    assert (imported["created"], [each["line"] for each in imported["wrong"]]) == (1, [3])


def test_a_dry_run_checks_everything_and_stores_nothing(acme: Shell, write: Write):
    path = write("2023-01-01,1\n")
    dry = acme.json(*daily(path, "--dry-run"))
    assert (dry["created"], dry["stored"], dry["dry_run"]) == (1, False, True)
    assert acme.json(*daily(path))["created"] == 1


def test_a_dry_run_of_a_wrong_file_fails(acme: Shell, write: Write):
    assert acme(*daily(write("2023-01-01,x\n"), "--dry-run")).exit_code == 1


def test_another_value_for_the_same_day_is_a_conflict(acme: Shell, write: Write):
    acme.json(*daily(write("2023-01-01,1\n")))
    refused = acme(*daily(write("2023-01-02,2\n2023-01-01,3\n")))
    assert refused.exit_code == 1
    assert "line 3: A reading with the key" in refused.stderr


def test_a_key_column_lets_a_day_have_two_readings(acme: Shell, write: Write):
    imported = acme.json(*daily(write("2023-01-01,1,a\n2023-01-01,2,b\n"), "--key-column", "name"))
    assert imported["created"] == 2


def test_a_row_without_its_key_is_wrong(acme: Shell, write: Write):
    refused = acme(*daily(write("2023-01-01,1,\n"), "--key-column", "name"))
    assert "line 2: The column 'name' is empty" in refused.stderr


def test_a_reading_of_the_future_is_named_with_its_line(acme: Shell, write: Write):
    refused = acme(*daily(write("2999,1\n")))
    assert refused.exit_code == 1
    assert "line 2: " in refused.stderr


@pytest.mark.parametrize("value", ["", "NaN", "1e3", "1,5", "٣", "Infinity", "1" * 19, "1." + "0" * 100])
def test_what_is_no_plain_number_is_wrong(acme: Shell, write: Write, value: str):
    assert acme(*daily(write(f'2023-01-01,"{value}"\n'))).exit_code == 1


def test_zeros_behind_the_last_decimal_need_no_rounding(acme: Shell, write: Write):
    assert acme.json(*daily(write("2023-01-01,1.5000\n")))["rounded"] == 0


@pytest.mark.parametrize(
    "options",
    [("--date-column", "when", "--value-column", "value"), ("--date-column", "day", "--value-column", "amount")],
)
def test_a_column_that_is_not_there_is_named_beside_those_that_are(acme: Shell, write: Write, options: tuple[str, ...]):
    refused = acme(*HERE, write(""), *options)
    assert refused.exit_code == 2
    assert "There is no column" in refused.stderr
    assert "'day', 'value', 'name'" in refused.stderr


def test_a_condition_is_an_equation(acme: Shell, write: Write):
    assert acme(*daily(write(""), "--where", "Gas")).exit_code == 2


def test_bytes_that_are_no_text_are_refused(acme: Shell, tmp_path: Path):
    path = tmp_path / "latin.csv"
    path.write_bytes(b"day,value\n2023-01-01,1\n\xff\xfe,2\n")
    refused = acme(*daily(str(path)))
    assert (refused.exit_code, "UTF-8" in refused.stderr) == (2, True)


def test_an_unknown_kpi_is_refused(acme: Shell, write: Write):
    command = ("import", "readings", write(""), "--workspace", "acme", "--kpi", "nothing")
    assert acme(*command, "--date-column", "day", "--value-column", "value").exit_code == 1


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2023", "2023-12-31"),
        ("2023-Q1", "2023-03-31"),
        ("2023 Q4", "2023-12-31"),
        ("2024-02", "2024-02-29"),
        ("2023-05-07", "2023-05-07"),
    ],
)
def test_a_period_is_its_last_day(written: str, day: str):
    assert instant(written, tz="UTC") == datetime.fromisoformat(f"{day}T00:00:00+00:00")


def test_a_day_begins_in_the_workspaces_zone():
    assert instant("2023-07-01", tz="Europe/Berlin") == datetime(2023, 6, 30, 22, tzinfo=UTC)


def test_an_instant_is_taken_as_it_is():
    assert instant("2023-07-01T12:00:00+02:00", tz="Asia/Tokyo") == datetime(2023, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("written", ["", "2023-13", "2023-Q5", "2023-02-30", "31.12.2023", "2023-07-01T12:00:00"])
def test_what_is_no_date_is_named(written: str):
    with pytest.raises(ValueError, match="is not a date"):
        instant(written, tz="UTC")


@given(some.text(max_size=20))
def test_whatever_stands_in_a_date_cell_it_is_an_instant_or_a_sentence(written: str):
    try:
        assert instant(written, tz="UTC").tzinfo is not None
    except ValueError as refused:
        assert "is not a date" in str(refused)


def test_a_file_without_a_row_that_is_asked_for_is_no_success(acme: Shell):
    nothing = acme(*TOTALS, "--round", "--where", "Gas=zzz")
    assert (nothing.exit_code, "No row of" in nothing.stderr) == (1, True)
