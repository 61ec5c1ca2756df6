"""What is asked of a bundle."""

from typing import Any

from api.contract import fields
from api.contract.faults import refused
from api.contract.moments import Marked
from api.contract.schemas import Params
from api.schemas.feed import Types

MOST_DRAWN = 100_000
MOST_DIGITS = 6
LONGEST_SEED = 100
LONGEST_PURPOSE = 1_000


class Size(fields.Field):
    """Of a sample, as digits. Loads into an integer."""

    form: fields.Form = fields.json_schema(type="integer", minimum=1, maximum=MOST_DRAWN)

    def _deserialize(self, value: Any, attr: Any, data: Any, **_: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS:
            size = int(value)
            if 1 <= size <= MOST_DRAWN:
                return size
        raise refused("out-of-range", f"Must be a whole number from 1 to {MOST_DRAWN}.")


class BundleParams(Params):
    goal = fields.Id(metadata={"description": "Only what was recorded of this goal."})
    types = Types(metadata={"description": "Only events of these types: their names, commas between them."})
    from_ = Marked(
        data_key="from",
        metadata={"description": "Only what was recorded since: an instant, a day, or a position (digits alone)."},
    )
    to = Marked(
        metadata={"description": "Only what was recorded until then: an instant, the end of a day, or a position."}
    )
    actor = fields.Line(metadata={"description": "Only what this actor asked for, by their id."})
    sample = Size(metadata={"description": "Only so many retargets, drawn at random from all that did the same."})
    seed = fields.Line(
        most=LONGEST_SEED, metadata={"description": "What the sample is drawn by; made up, and told, unless given."}
    )
    purpose = fields.Line(
        required=True,
        most=LONGEST_PURPOSE,
        metadata={"description": "What the bundle is for: it stands in the manifest, and in the access log."},
    )
