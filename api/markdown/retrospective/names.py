"""What goals are called, and in what they are measured: sections of the report name them by id."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.markdown.said import Told
from api.markdown.text import bold, line, text


@dataclass(frozen=True)
class Names:
    titles: Mapping[str, str]
    units: Mapping[str, str]

    def plain(self, goal_id: str) -> str:
        """The title, escaped; the id of what has none."""
        return text(self.titles.get(goal_id, goal_id))

    def bold(self, goal_id: str) -> str:
        return bold(self.plain(goal_id))

    def unit(self, goal_id: str) -> str:
        """With a space before it; nothing where it has none."""
        return f" {text(self.units[goal_id])}" if goal_id in self.units else ""


def names(report: Told) -> Names:
    titled = [*report["opening"]["goals"], *report["aims"], *report["closing"]["goals"]]
    return Names(
        titles={each["goal_id"]: each["title"] for each in titled if line(each["title"] or "")},
        units={each["goal_id"]: each["kpi"]["unit"] for each in report["aims"] if each["kpi"] is not None},
    )
