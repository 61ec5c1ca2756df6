"""The least that each program needs of a PostgreSQL database, tried out: what works, and what is refused."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

from api import rights
from api.contract.roles import Role
from api.migrate import migrate
from api.routes import ALL
from goals.database import Database
from goals.ledger.notes import verifier_key
from projections.ledger.signer.asking import Signing
from tests import postgres
from tests.cli.conftest import Shell
from tests.invariants import stories
from tests.invariants.looking import hub_on
from tests.invariants.requests import REQUESTS
from tests.invariants.seeding import seeded
from tests.invariants.serving import Served, serving
from tests.ledger.logs import opened
from tests.signers import signing

SCRIPT = Path(__file__).parent.parent.parent / "deploy" / "postgresql-roles.sql"
OWNER, APP, SIGNER, VERIFIER = "goalpost_owner", "goalpost_app", "goalpost_signer", "goalpost_verifier"
NEEDED = {f"{route.method} {route.plain_path}": route.role for routes in ALL for route in routes.declared}


@dataclass(frozen=True)
class Place:
    """A migrated database and its roles; `url` is the superuser's."""

    url: str

    def of(self, role: str) -> str:
        return self.url.replace("//postgres@", f"//{role}@")

    def tried(self, role: str, statement: str) -> Any:
        """What a statement answers to a role; nothing of it lasts. Raises psycopg.Error."""
        with psycopg.connect(self.of(role)) as connection:
            cursor = connection.execute(statement.encode())
            found = cursor.fetchall() if cursor.description else cursor.rowcount
            connection.rollback()
        return found


@pytest.fixture(scope="module")
def place(postgres_url: str) -> Iterator[Place]:
    with set_up(postgres_url) as made:
        yield made


@contextmanager
def set_up(postgres_url: str) -> Iterator[Place]:
    """As an operator does it: the script, the migration as the owner, and the script again, twice."""
    with postgres.database(postgres_url) as url:
        made = Place(url)
        run_script(url)
        migrate(made.of(OWNER), made.of(OWNER))
        run_script(url)
        run_script(url)
        yield made


def run_script(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SCRIPT.read_bytes())


@pytest.fixture(scope="module")
def signer(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Signing]:
    """A signer that has no other role but the signer's."""
    home = tmp_path_factory.mktemp("signer")
    with signing(place.of(SIGNER), home=home, address=str(home / "socket")) as asking:
        yield asking


@pytest.fixture(scope="module")
def served(place: Place, signer: Signing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that has no other role but the application's."""
    assert signer.address is not None
    told = {"GOALPOST_SIGNER": signer.address}
    with serving(place.of(APP), home=tmp_path_factory.mktemp("roles"), environ=told) as running:
        yield running


@pytest.mark.parametrize("request_named", REQUESTS)
def test_whatever_can_be_asked_for_is_done_in_the_role_of_the_application(served: Served, request_named: str):
    tokens = seeded(served.database_url).tokens
    needed = NEEDED.get(request_named, Role.ADMIN)
    role = needed if needed in (Role.AUDITOR, Role.APPROVER) else Role.ADMIN
    admin = served.client(tokens[Role.ADMIN])
    stories.clock(admin)
    ready = REQUESTS[request_named](admin)
    answer = ready.by(served.client(tokens[role]), request_named.partition(" ")[0])
    assert answer.status < 300, answer.body


def test_the_same_request_twice_is_done_once_and_two_who_decide_on_one_version_are_told(served: Served):
    client = served.client(seeded(served.database_url).tokens[Role.ADMIN])
    stories.clock(client)
    body = {"name": "Ours", "kind": "folder"}
    first, second = (client.send("POST", "/v1/containers", body, Idempotency_Key="once") for _ in range(2))
    assert (first.body, second.headers["idempotency-replayed"]) == (second.body, "true")
    assert client.send("PATCH", f"/v1/containers/{first.json['id']}", {"name": "X"}, If_Match='"9"').status == 412


def test_logs_are_signed_keys_told_and_restores_declared_in_the_role_of_the_signer(postgres_url: str, tmp_path: Path):
    with set_up(postgres_url) as place:
        signed_and_restored(place, tmp_path)


def signed_and_restored(place: Place, tmp_path: Path) -> None:
    with closing(hub_on(place.of(APP)).database):
        opened(hub_on(place.of(APP)), events=3, name="restored")
    shell = Shell(place.of(SIGNER))
    home = {"GOALPOST_SIGNER_HOME": str(tmp_path / "home"), "GOALPOST_SIGNER": str(tmp_path / "socket")}
    told = shell("ledger", "key", "--workspace", "restored", **home)
    assert told.exit_code == 0, told.output
    assert verifier_key(told.stdout).name.startswith("goalpost/live/")
    assert shell("sign", "--once", **home).exit_code == 0
    set_back(place, "restored")
    assert shell("sign", "--once", **home).exit_code == 1
    done = shell("ledger", "restore", "--workspace", "restored", "--reason", "a backup", **home)
    assert done.exit_code == 0, done.output
    assert shell("sign", "--once", **home).exit_code == 0


def set_back(place: Place, name: str) -> None:
    """By one event, as an older backup would be."""
    own = "workspace_id = (SELECT workspace_id FROM workspaces WHERE name = %s)"
    with psycopg.connect(place.url) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"UPDATE log_head SET position = 2 WHERE {own}".encode(), [name])
        connection.execute(f"DELETE FROM events WHERE position > 2 AND {own}".encode(), [name])


def test_a_log_is_verified_in_the_role_of_the_verifier_which_keeps_what_it_found(place: Place, signer: Signing):
    seeded(place.of(APP))
    before = place.tried(VERIFIER, "SELECT count(*) FROM ledger_checks")[0][0]
    done = Shell(place.of(VERIFIER))("verify", "--database", GOALPOST_SIGNER=str(signer.address))
    assert done.exit_code == 0, done.output
    assert place.tried(VERIFIER, "SELECT count(*) FROM ledger_checks")[0][0] > before


def test_a_bundle_is_exported_in_the_role_of_the_application(shell: Shell, signer: Signing, tmp_path: Path):
    assert shell("workspace", "open", "exported").exit_code == 0
    path = tmp_path / "bundle.tar"
    options = ("--workspace", "exported", "--purpose", "audit", "--output", str(path))
    done = shell("export", *options, GOALPOST_SIGNER=str(signer.address))
    assert done.exit_code == 0, done.output
    assert path.stat().st_size > 0


@pytest.fixture
def shell(place: Place) -> Shell:
    """In the role of the application."""
    return Shell(place.of(APP))


def test_the_shell_serves_rebuilds_and_tells_in_the_role_of_the_application(shell: Shell):
    assert shell("sample").exit_code == 0
    for command in ("trail", "integrity --period 2023", "slips", "retrospective 2023-Q4", "rebuild", "rebuild --check"):
        name, *options = command.split()
        done = shell(name, "--workspace", "sample", *options)
        assert done.exit_code == 0, done.output


def test_migrating_in_the_role_of_the_application_changes_nothing_and_where_it_must_says_who_may(
    shell: Shell, place: Place
):
    assert shell("migrate").exit_code == 0
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("DROP INDEX access_log_at")
        connection.execute("UPDATE alembic_version SET version_num = '0002'")
        try:
            done = shell("migrate", "--json")
        finally:
            connection.execute("UPDATE alembic_version SET version_num = (SELECT %s)", [head(place)])
            connection.execute("CREATE INDEX access_log_at ON access_log (workspace_id, at, entry_id)")
    assert done.exit_code == 3
    assert json.loads(done.stderr)["error"]["code"] == "not-the-owner"


def head(place: Place) -> str:
    steps = sorted((SCRIPT.parent.parent / "api" / "migrations" / "versions").glob("step_*.py"))
    return steps[-1].name[5:9]


@pytest.mark.parametrize(
    ("role", "said"),
    [
        ("postgres", "postgres is a superuser"),
        (APP, "goalpost_app may add events, and neither change nor remove any"),
    ],
)
def test_the_doctor_says_what_the_role_could_do_to_events(place: Place, role: str, said: str):
    found = {each["check"]: each for each in json.loads(Shell(place.of(role))("doctor", "--json").stdout)}
    assert found["role"]["said"].startswith(said)
    assert found["immutability"]["ok"] is True
    assert [check for check, each in found.items() if not each["ok"]] == ["engine"]


def test_rights_that_are_not_needed_are_told(place: Place):
    assert said_of(place, OWNER).startswith("goalpost_owner owns the events")
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("GRANT UPDATE, TRIGGER ON events TO goalpost_app")
    try:
        assert said_of(place, APP).startswith("goalpost_app has UPDATE, TRIGGER on the events")
    finally:
        run_script(place.url)
    assert said_of(place, APP).startswith("goalpost_app may add events")


def said_of(place: Place, role: str) -> str:
    database = Database(place.of(role), pool_size=1)
    try:
        with database.reading() as rows:
            return rights.said(rows)
    finally:
        database.close()


CHANGING = (
    "UPDATE events SET topic = 'altered'",
    "UPDATE events SET leaf_hash = leaf_hash WHERE false",
    "DELETE FROM events",
    "DELETE FROM events WHERE false",
    "TRUNCATE events",
    "MERGE INTO events USING (VALUES (1)) AS v (n) ON false WHEN MATCHED THEN DELETE",
    "DELETE FROM tree_nodes",
    "UPDATE checkpoints SET note = ''",
    "DELETE FROM access_log",
    "UPDATE ledger_checks SET sound = 1",
    "UPDATE workspaces SET name = 'another'",
    "DELETE FROM workspaces",
    "DELETE FROM log_head",
    "UPDATE log_head SET workspace_id = 'another'",
    "UPDATE api_keys SET role = 'admin'",
    "DELETE FROM api_keys",
    "UPDATE secrets SET value = ''",
    "UPDATE alembic_version SET version_num = '0001'",
)
UNDOING = (
    "DROP TRIGGER events_immutable ON events",
    "ALTER TABLE events DISABLE TRIGGER ALL",
    "ALTER TABLE events DISABLE TRIGGER events_immutable",
    "ALTER TABLE events ADD COLUMN more text",
    "ALTER TABLE events OWNER TO CURRENT_USER",
    "ALTER TABLE events RENAME TO gone",
    "DROP TABLE events",
    "CREATE TRIGGER more BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION refuse_change_of_access_log()",
    "CREATE RULE more AS ON INSERT TO events DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION refuse_change_of_access_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$",
    "CREATE TABLE more (id int)",
    "CREATE TEMP TABLE events (id int)",
    "CREATE SCHEMA more",
    "SET session_replication_role = replica",
    "SET ROLE goalpost_owner",
    "ALTER ROLE CURRENT_USER SUPERUSER",
    "DROP TABLE side_a__goals",
    "TRUNCATE side_a__goals",
    "COPY events TO PROGRAM 'cat'",
)
WRITING = (
    "INSERT INTO events SELECT * FROM events",
    "INSERT INTO tree_nodes SELECT * FROM tree_nodes",
    "INSERT INTO workspaces SELECT * FROM workspaces",
    "UPDATE log_head SET position = 0",
)
READING = ("api_keys", "secrets", "idempotency", "sealing_keys", "subject_entries", "side_a__goals")


def refused(place: Place, role: str, statement: str) -> bool:
    try:
        place.tried(role, statement)
    except (InsufficientPrivilege, ReadOnlySqlTransaction):
        return True
    return False


@pytest.mark.parametrize("statement", CHANGING + UNDOING)
@pytest.mark.parametrize("role", [APP, SIGNER, VERIFIER])
def test_what_was_recorded_is_neither_changed_nor_laid_open_to_change(place: Place, role: str, statement: str):
    with pytest.raises((InsufficientPrivilege, ReadOnlySqlTransaction)):
        place.tried(role, statement)


@pytest.mark.parametrize("role", [APP, SIGNER, VERIFIER])
def test_nobody_gives_themselves_a_right(place: Place, role: str):
    """PostgreSQL only warns."""
    asked = "GRANT UPDATE ON events TO CURRENT_USER; SELECT has_table_privilege('events', 'UPDATE')"
    with psycopg.connect(place.of(role)) as connection:
        connection.read_only = False
        cursor = connection.execute(asked)
        cursor.nextset()
        assert cursor.fetchall() == [(False,)]
        connection.rollback()


@pytest.mark.parametrize("statement", WRITING)
@pytest.mark.parametrize("role", [SIGNER, VERIFIER])
def test_who_signs_or_verifies_writes_nothing_in_the_log(place: Place, role: str, statement: str):
    assert refused(place, role, f"SET TRANSACTION READ WRITE; {statement}")


@pytest.mark.parametrize("table", READING)
@pytest.mark.parametrize("role", [SIGNER, VERIFIER])
def test_who_signs_or_verifies_reads_no_keys_no_answers_and_no_read_models(place: Place, role: str, table: str):
    assert refused(place, role, f"SELECT FROM {table}")


def test_the_signer_sees_four_tables(place: Place):
    rows = place.tried(SIGNER, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                       " AND relkind = 'r' AND has_table_privilege(oid, 'SELECT')")  # fmt: skip
    assert {row[0] for row in rows} == {"workspaces", "log_head", "events", "checkpoints"}


def test_every_table_that_is_only_added_to_is_so_for_the_application(place: Place):
    guarded = place.tried(
        APP,
        "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal",
    )
    assert {"events", "access_log", "checkpoints", "ledger_checks"} <= {name for (name,) in guarded}
    for (name,) in guarded:
        for right in ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"):
            assert place.tried(APP, f"SELECT has_table_privilege('{name}', '{right}')") == [(False,)], (name, right)


def test_no_right_is_left_to_everybody(place: Place):
    found = place.tried(
        "postgres",
        "SELECT relname FROM pg_class, aclexplode(relacl) WHERE grantee = 0 AND relnamespace = 'public'::regnamespace",
    )
    assert found == []


def test_what_a_later_migration_makes_is_open_to_the_application_on_both_sides(place: Place):
    with psycopg.connect(place.of(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE side_b__later (id int)")
        try:
            place.tried(APP, "INSERT INTO side_b__later VALUES (1)")
            place.tried(APP, "UPDATE side_b__later SET id = 2; DELETE FROM side_b__later")
            assert refused(place, SIGNER, "SELECT FROM side_b__later")
        finally:
            connection.execute("DROP TABLE side_b__later")


PLANTED = """
    CREATE FUNCTION public.format({takes}) RETURNS text LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
            ALTER ROLE goalpost_owner SUPERUSER;
        END IF;
        RETURN pg_catalog.format(a, VARIADIC ARRAY[{passes}]);
    END
    $$"""


@pytest.mark.parametrize(
    ("takes", "passes"), [("a text, b text", "b"), ("a text, b name", "b"), ("a text, b text, c text", "b, c")]
)
def test_nothing_of_the_owners_runs_as_the_superuser_who_repeats_the_script(place: Place, takes: str, passes: str):
    with psycopg.connect(place.of(OWNER), autocommit=True) as connection:
        connection.execute(PLANTED.format(takes=takes, passes=passes).encode())
    try:
        run_script(place.url)
        assert place.tried(OWNER, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]
    finally:
        with psycopg.connect(place.url, autocommit=True) as connection:
            connection.execute("ALTER ROLE goalpost_owner NOSUPERUSER")
            connection.execute(f"DROP FUNCTION public.format({takes})".encode())


def test_a_table_of_the_superusers_own_schema_is_not_taken_for_one_of_the_log(place: Place):
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA postgres CREATE TABLE events (id int)")
        try:
            run_script(place.url)
            asked = "SELECT has_table_privilege('goalpost_app', 'postgres.events', 'INSERT')"
            assert connection.execute(asked).fetchall() == [(False,)]
        finally:
            connection.execute("DROP SCHEMA postgres CASCADE")


def test_erasing_a_person_leaves_no_trace_in_the_files_of_the_keys(place: Place):
    """VACUUM only warns those it does not obey."""
    said: list[str] = []
    with psycopg.connect(place.of(APP), autocommit=True) as connection:
        connection.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
        connection.execute("VACUUM (FULL) sealing_keys, former_keys, subject_entries")
    assert said == []
