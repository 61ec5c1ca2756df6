"""Names of things: UUIDs in canonical lower-case text."""

from uuid import UUID

import uuid_utils


def new_id() -> str:
    """A UUIDv7: later ones sort after earlier ones."""
    return str(uuid_utils.uuid7())


def reading_id(*, kpi_id: str, key: str) -> str:
    """The UUIDv5 of a reading, so that the same key of the same KPI is the same stream."""
    return str(uuid_utils.uuid5(uuid_utils.UUID(kpi_id), key))


def subject_stream(*, workspace_id: str, subject: str) -> str:
    """The UUIDv5 of a subject, so that all that happens to it is in one stream."""
    return str(uuid_utils.uuid5(uuid_utils.UUID(workspace_id), subject))


def canonical(text: str) -> str | None:
    """The id as it is stored, or None if `text` is no UUID."""
    try:
        return str(UUID(text)) if len(text) in (32, 36) else None
    except ValueError:
        return None
