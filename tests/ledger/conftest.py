"""The server, a client of it, and (from above) a signer of its database."""

from tests.api.conftest import api, app, live, sample

__all__ = ["api", "app", "live", "sample"]
