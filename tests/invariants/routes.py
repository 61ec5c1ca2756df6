"""The routes the application has, as it will answer them."""

import re
from functools import cache

from api.app import create_app
from api.settings import Settings

OF_ITSELF = {"HEAD", "OPTIONS"}
_VARIABLE = re.compile(r"<(?:[^<>]*:)?(\w+)>")


@cache
def all_routes() -> tuple[str, ...]:
    """Method and path of each, `{name}` for a variable. Nothing is connected to."""
    rules = create_app(Settings(database_url="sqlite://")).url_map.iter_rules()
    found = {(_plain(rule.rule), method) for rule in rules for method in (rule.methods or set()) - OF_ITSELF}
    return tuple(f"{method} {path}" for path, method in sorted(found))


def _plain(rule: str) -> str:
    return _VARIABLE.sub(r"{\1}", rule)
