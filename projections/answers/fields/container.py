"""What is told of a container, its goals apart?"""

from projections.answers import forms
from projections.answers.asking import OpenText
from projections.answers.fields.fields import Fields
from projections.answers.fields.fields import difference as differing
from projections.containers import View


def difference(open_text: OpenText, before: View | None, after: View | None) -> list[Fields]:
    """What differs between two states of a container; None where there was none."""
    return differing(_told(open_text, before), _told(open_text, after))


def _told(open_text: OpenText, view: View | None) -> Fields:
    if view is None:
        return {}
    container = view.container
    return {
        "name": open_text(container.name),
        "kind": container.kind.value,
        "description": open_text(container.description),
        "parent_id": container.parent_id,
        "max_active_goals": container.max_active_goals,
        "archived": container.archived,
        "archived_at": forms.instant(view.archived_at),
        "archived_for": open_text(view.archived_for),
    }
