"""Everything that can be chosen from outside."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from projections.ledger.signer import wire

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where things are kept, and how much is allowed.

    `database_url` is `sqlite:///path` or `postgresql://…`. `keys_url` is where the keys of sealed texts are kept: for
    SQLite a second file beside the first, for PostgreSQL the same database, unless given. `cursor_secret` is made and
    kept in the database unless given. `max_body_bytes` holds for ordinary requests, `max_bulk_bytes` for batches.
    A revoked key opens nothing after at most `keys_remembered_s`. At most `most_streams` are written at once.
    `signer` is where the signer listens, a path or host:port, with whom `signer_secret` is shared; `signer_home` is its
    directory, for SQLite one beside the file unless given. A server verifies the logs every `verify_every_s` seconds,
    never if that is 0.
    """

    database_url: str = "sqlite:///goalpost.sqlite"
    keys_url: str = ""
    port: int = 8000
    pool_size: int = 40
    lock_timeout_s: float = 10
    keys_remembered_s: float = 3
    cursor_secret: str = ""
    max_body_bytes: int = MIB
    max_bulk_bytes: int = 16 * MIB
    most_streams: int = 8
    signer: str = ""
    signer_secret: str = ""
    signer_home: str = ""
    verify_every_s: int = 3_600

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Raises ValueError, naming the variable, where a value is no number."""
        usual = cls()
        return cls(
            database_url=environ.get("DATABASE_URL") or usual.database_url,
            keys_url=environ.get("GOALPOST_KEYS_URL", usual.keys_url),
            port=_whole(environ, "PORT", usual.port),
            pool_size=_whole(environ, "GOALPOST_POOL_SIZE", usual.pool_size),
            lock_timeout_s=_whole(environ, "GOALPOST_LOCK_TIMEOUT_S", int(usual.lock_timeout_s)),
            cursor_secret=environ.get("GOALPOST_CURSOR_SECRET", usual.cursor_secret),
            max_body_bytes=_whole(environ, "GOALPOST_MAX_BODY_BYTES", usual.max_body_bytes),
            max_bulk_bytes=_whole(environ, "GOALPOST_MAX_BULK_BYTES", usual.max_bulk_bytes),
            signer=environ.get("GOALPOST_SIGNER", usual.signer),
            signer_secret=environ.get("GOALPOST_SIGNER_SECRET", usual.signer_secret),
            signer_home=environ.get("GOALPOST_SIGNER_HOME", usual.signer_home),
            verify_every_s=_whole(environ, "GOALPOST_VERIFY_EVERY_S", usual.verify_every_s, least=0),
        )

    @property
    def sealing_url(self) -> str:
        """Where the keys of sealed texts are."""
        if self.keys_url:
            return self.keys_url
        parsed = make_url(self.database_url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            return self.database_url
        path = Path(parsed.database)
        return f"sqlite:///{path.with_name(f'{path.stem}.keys{path.suffix}')}"

    @property
    def signer_directory(self) -> Path | None:
        """Where the signer keeps its key and its memory; None where none was named."""
        if self.signer_home:
            return Path(self.signer_home)
        parsed = make_url(self.database_url)
        if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
            return None
        return Path(f"{parsed.database}-signer")

    @property
    def signer_address(self) -> str | None:
        """Where the signer is asked; None where nobody said."""
        if self.signer:
            return self.signer
        home = self.signer_directory
        return None if home is None else wire.beside(home)


def _whole(environ: Mapping[str, str], name: str, usual: int, *, least: int = 1) -> int:
    written = environ.get(name, "")
    if not written:
        return usual
    if not (written.isascii() and written.isdigit() and int(written) >= least):
        raise ValueError(f"{name} is {written!r}: it must be a whole number{' above zero' if least else ''}.")
    return int(written)
