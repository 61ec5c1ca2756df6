"""How often is the database asked, and what twice?"""

from collections import Counter
from typing import Any

from goals.database import Prepared, Rows


class Counting(Rows):
    """The same snapshot, of which nothing is remembered yet; `asked` is how many statements it was sent."""

    def __init__(self, rows: Rows) -> None:
        vars(self).update(vars(rows))
        self._remembered = {}
        self._sent: Counter[tuple[Prepared, frozenset[tuple[str, Any]]]] = Counter()

    def run(self, prepared: Prepared, **values: Any) -> Any:
        self._sent[prepared, frozenset(values.items())] += 1
        return super().run(prepared, **values)

    @property
    def asked(self) -> int:
        return self._sent.total()

    @property
    def asked_twice(self) -> list[str]:
        """The statements that were sent again with the same values."""
        return [prepared.on(self.dialect, self.side).sql for (prepared, _), times in self._sent.items() if times > 1]
