"""What the role that a PostgreSQL database is used by could do to the events, were there no triggers."""

from sqlalchemy import text

from goals.database import Prepared, Rows

NEEDLESS = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
ROLE = Prepared(
    text(
        "SELECT current_user, rolsuper, pg_has_role(current_user, relowner, 'MEMBER'),"
        + ", ".join(f" has_table_privilege('events', '{right}')" for right in NEEDLESS)
        + " FROM pg_roles, pg_class WHERE rolname = current_user AND pg_class.oid = 'events'::regclass"
    )
)


def said(rows: Rows) -> str:
    """A sentence without its stop about the role, and what it may do that serving does not need."""
    name, is_superuser, is_owner, *rights = rows.all(ROLE)[0]
    if is_superuser:
        return f"{name} is a superuser, and could switch the triggers off: serve as goalpost_app, see deploy/README.md"
    if is_owner:
        return f"{name} owns the events, and could drop their triggers: serve as goalpost_app, see deploy/README.md"
    needless = [right for right, has in zip(NEEDLESS, rights, strict=True) if has]
    if needless:
        return f"{name} has {', '.join(needless)} on the events, and needs none: run deploy/postgresql-roles.sql again"
    return f"{name} may add events, and neither change nor remove any"
