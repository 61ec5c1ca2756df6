"""`goalpost key`"""

import re
from datetime import UTC, date, datetime, time

import click

from api.cli.opening import doors, workspace_option
from api.cli.telling import Teller, table, telling
from api.contract import keys
from api.contract.roles import Role
from api.routes.keys import told
from goals.facts import Actor
from goals.instants import machine_now
from goals.vocabulary import ActorType

MADE_BY = "cli"
MOST = 1000
ACTOR = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@:+-]{0,99}")


class Moment(click.ParamType[datetime]):
    """An instant in the future, such as 2027-01-31T12:00:00Z, or the day at whose beginning (UTC) it comes."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        read = self._read(str(value), param, ctx)
        if read <= machine_now():
            self.fail(f"{value} is not in the future.", param, ctx)
        return read

    def _read(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            if len(value) == len("2027-01-31"):
                return datetime.combine(date.fromisoformat(value), time.min, UTC)
            read = datetime.fromisoformat(value)
            if read.tzinfo is not None:
                return read.astimezone(UTC)
        except ValueError:
            pass
        self.fail(f"{value!r} is not a moment: say it as 2027-01-31 or 2027-01-31T12:00:00Z.", param, ctx)


def actor_id(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and ACTOR.fullmatch(value) is None:
        raise click.BadParameter("an actor is 1 to 100 letters, digits and . _ @ : + -, and no name of a person")
    return value


@click.group()
def key() -> None:
    """Make, list and revoke API keys."""


@key.command("create")
@workspace_option
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]), help="What it may do.")
@click.option("--actor", metavar="ID", callback=actor_id, help="Whose it is: an opaque id.  [default: the role]")
@click.option(
    "--actor-type",
    type=click.Choice([kind.value for kind in ActorType]),
    help="What the actor is.  [default: user, or service without --actor]",
)
@click.option("--expires", type=Moment(), metavar="MOMENT", help="When it stops working: a day, or an instant.")
@telling
def create(
    teller: Teller, workspace: str, role: str, actor: str | None, actor_type: str | None, expires: datetime | None
) -> None:
    """Make a key, and print it, alone, this once."""
    kind = ActorType(actor_type or (ActorType.SERVICE if actor is None else ActorType.USER))
    with doors() as found:
        workspace_id, workspace_kind = found.hub.workspace_named(workspace)
        with found.database.writing() as rows:
            made, token = keys.create(
                rows,
                workspace_id=workspace_id,
                kind=workspace_kind,
                role=Role(role),
                actor=Actor(type=kind, id=role if actor is None else actor),
                created_by=MADE_BY,
                expires_at=expires,
            )
    teller.say({**told(made), "key": token}, token)


@key.command("list")
@workspace_option
@telling
def list_all(teller: Teller, workspace: str) -> None:
    """Show a workspace's keys, without their secrets."""
    known: list[keys.Key] = []
    with doors() as found:
        workspace_id, _ = found.hub.workspace_named(workspace)
        with found.database.reading() as rows:
            while page := keys.listed(
                rows, workspace_id=workspace_id, after=known[-1].key_id if known else "", most=MOST
            ):
                known.extend(page)
    header = ("id", "role", "actor", "state", "expires_at", "last_used_at")
    teller.say([told(each) for each in known], table(header, [_line(each) for each in known]))


@key.command("revoke")
@workspace_option
@click.argument("key_id", metavar="ID")
@telling
def revoke(teller: Teller, workspace: str, key_id: str) -> None:
    """Make a key open nothing any more. Running servers may honour it for three seconds yet."""
    with doors() as found:
        workspace_id, _ = found.hub.workspace_named(workspace)
        with found.database.writing() as rows:
            revoked = keys.revoke(rows, workspace_id=workspace_id, key_id=key_id)
    teller.say(told(revoked), f"The key {key_id} is revoked.")


def _line(each: keys.Key) -> tuple[str, ...]:
    shown = told(each)
    state = "revoked" if each.revoked_at else "valid" if each.is_valid(at=machine_now()) else "expired"
    return (
        each.key_id,
        each.role.value,
        f"{each.actor.type.value}:{each.actor.id}",
        state,
        str(shown["expires_at"] or "-"),
        str(shown["last_used_at"] or "-"),
    )
