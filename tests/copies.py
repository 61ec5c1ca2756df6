"""Databases like a template, lent to one test after another: emptying one takes a tenth of making one."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from tests import postgres

MOST_USES = 50
"""Then what was deleted has become too much to be passed over."""
CATALOGUES = (
    "pg_attrdef",
    "pg_attribute",
    "pg_class",
    "pg_constraint",
    "pg_db_role_setting",
    "pg_default_acl",
    "pg_index",
    "pg_namespace",
    "pg_policy",
    "pg_proc",
    "pg_rewrite",
    "pg_trigger",
    "pg_type",
)
TABLES: LiteralString = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
OTHERS_ENDED: LiteralString = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
PATIENCE_S = 5.0


@dataclass(kw_only=True)
class Copy:
    """Its own connection is kept: opening one takes longer than all that is done on it."""

    name: str
    rows: psycopg.Connection[Any]
    uses: int = 0


class Copies:
    """Of a database `template` that has no sequences: a copy is lent again as long as only rows were changed."""

    def __init__(self, server: str, template: str) -> None:
        self._server, self._template = server, template
        self._free: list[Copy] = []
        with psycopg.connect(postgres.on(server, template)) as rows:
            tables = [name for (name,) in rows.execute(TABLES).fetchall()]
            kept = [name for (name,) in rows.execute(_filled(tables)).fetchall()]
            self._filled = _filled([each for each in tables if each not in kept])
            self._written = _written((*CATALOGUES, *kept))
            self._as_new = rows.execute(self._written).fetchall()

    @contextmanager
    def lent(self) -> Iterator[str]:
        """The URL of a database with the template's tables and rows, for the block, whoever is still connected."""
        copy = self._free.pop() if self._free else self._made()
        try:
            yield postgres.on(self._server, copy.name)
        finally:
            copy.uses += 1
            if copy.uses < MOST_USES and self._is_as_new(copy.rows):
                self._free.append(copy)
            else:
                copy.rows.close()
                postgres.dropped(self._server, copy.name)

    def _made(self) -> Copy:
        name = postgres.created(self._server, self._template)
        rows = psycopg.connect(postgres.on(self._server, name), autocommit=True)
        rows.execute("SET session_replication_role = replica")
        return Copy(name=name, rows=rows)

    def _is_as_new(self, rows: psycopg.Connection[Any]) -> bool:
        """Once its rows are deleted, which their triggers would refuse to others."""
        try:
            patience = monotonic() + PATIENCE_S
            while rows.execute(OTHERS_ENDED).fetchall():
                if monotonic() > patience:
                    return False
                sleep(0.001)
            if rows.execute(self._written).fetchall() != self._as_new:
                return False
            for (table,) in rows.execute(self._filled).fetchall():
                rows.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        except psycopg.Error:
            return False
        return True


@contextmanager
def copied(request: pytest.FixtureRequest, engine_name: str, *, file: str, copies: str) -> Iterator[str]:
    """The URL of a database of the test's own: like the file of a fixture, or one that a fixture's Copies lend."""
    if engine_name == "sqlite":
        path = request.getfixturevalue("sqlite_path")
        shutil.copy(request.getfixturevalue(file), path)
        yield f"sqlite:///{path}"
    else:
        with request.getfixturevalue(copies).lent() as url:
            yield url


def _filled(tables: Sequence[str]) -> sql.Composed:
    """Which of the tables have rows."""
    asked = sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})")
    return sql.SQL(" UNION ALL ").join(asked.format(sql.Literal(each), sql.Identifier(each)) for each in tables)


def _written(tables: Sequence[str]) -> sql.Composed:
    """By which transactions the rows of each table were written."""
    asked = sql.SQL("SELECT {}, count(*), sum(hashtext(xmin::text)) FROM {}")
    return sql.SQL(" UNION ALL ").join(asked.format(sql.Literal(each), sql.Identifier(each)) for each in tables)
