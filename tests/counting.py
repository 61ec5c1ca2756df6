"""How often is the database asked?"""

from typing import Any

from goals.database import Prepared, Rows


class Counting(Rows):
    """The same snapshot, of which nothing is remembered yet; `asked` is how many statements it was sent."""

    def __init__(self, rows: Rows) -> None:
        vars(self).update(vars(rows))
        self._remembered = {}
        self.asked = 0

    def run(self, prepared: Prepared, **values: Any) -> Any:
        self.asked += 1
        return super().run(prepared, **values)
