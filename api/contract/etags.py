"""Versions in headers: `"<stream version>.<digest of the body>"`, and `"<digest>"` for a list."""

import re
from hashlib import blake2b

from api.contract.problems import Problem

IF_MATCH_PATTERN = r'^(\*|"[0-9]{1,18}(\.[0-9a-f]{1,64})?")$'
DIGEST_BYTES = 8

_IF_MATCH = re.compile(r'(?:W/)?"([0-9]{1,18})(?:\.[0-9a-f]{1,64})?"')
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e]*")')


def etag(body: bytes, *, version: int | None = None) -> str:
    digest = blake2b(body, digest_size=DIGEST_BYTES).hexdigest()
    return f'"{digest}"' if version is None else f'"{version}.{digest}"'


def expected(if_match: str | None) -> int | None:
    """The version the sender decided on; None for `*`, whatever it is. Raises Problem: 428 without, 400 malformed."""
    if if_match is None:
        raise Problem("precondition-required", "Send If-Match with the ETag you read, or * for whatever stands there.")
    written = if_match.strip()
    if written == "*":
        return None
    found = _IF_MATCH.fullmatch(written)
    if found is None:
        raise Problem("invalid-header", 'If-Match must be one ETag such as "5" or "5.2f0a", or *.')
    return int(found[1])


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether the asker has this answer already."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)
