"""Who may do what: every key has a role, and every route names the least that is needed."""

from enum import StrEnum


class Role(StrEnum):
    VIEWER = "viewer"
    CONTRIBUTOR = "contributor"
    OWNER = "owner"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMIN = "admin"


GRANTS: dict[Role, frozenset[Role]] = {
    Role.VIEWER: frozenset({Role.VIEWER}),
    Role.CONTRIBUTOR: frozenset({Role.VIEWER, Role.CONTRIBUTOR}),
    Role.OWNER: frozenset({Role.VIEWER, Role.CONTRIBUTOR, Role.OWNER}),
    Role.APPROVER: frozenset({Role.VIEWER, Role.APPROVER}),
    Role.AUDITOR: frozenset({Role.VIEWER, Role.AUDITOR}),
    Role.ADMIN: frozenset({Role.VIEWER, Role.CONTRIBUTOR, Role.OWNER, Role.ADMIN}),
}
"""What each role may act as."""


def holders(*needed: Role) -> list[Role]:
    """The roles that may act as one of `needed`."""
    return [role for role, granted in GRANTS.items() if not granted.isdisjoint(needed)]
