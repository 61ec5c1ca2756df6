"""Goals: what each change takes, and how a goal is told."""

from api.contract import fields
from api.contract.schemas import Answer, Params, Request
from api.schemas import examples, values
from api.schemas.lenses import Attained, Lens
from api.schemas.waivers import WaiverAnswer
from goals.goal.errors import SHORTEST_REASON
from goals.vocabulary import (
    AlignmentKind,
    Direction,
    FlagId,
    GoalState,
    Health,
    Maturity,
    Outcome,
    ReasonCode,
    ReviewVerdict,
    Trigger,
)

IMPORTED = "Told of what was decided elsewhere, by a key whose actor is of the type `import`; of others it is seen."


class DefinitionFields(Request):
    """The controlled fields: what a goal is measured by."""

    kpi_id = fields.Id(allow_none=True)
    direction = fields.Choice(Direction, allow_none=True)
    baseline = fields.Nested(values.NewBaseline())
    target = values.target(allow_none=True)
    levels = fields.Nested(values.NewLevels(), allow_none=True)
    tolerance = fields.Decimal(allow_none=True)
    window = fields.Nested(values.NewWindow(), allow_none=True)
    weight = fields.Decimal(metadata={"description": "Its share in its container's roll-up, 1 unless given."})


class DescriptionFields(DefinitionFields):
    aim = fields.Text(allow_none=True)
    why = fields.Text(allow_none=True)
    reviewer = fields.Line(allow_none=True)
    tags = fields.Many(fields.Line(most=64), most=values.MOST_TAGS)
    trigger = fields.Choice(Trigger)
    links = fields.Many(fields.Nested(values.NewLink()), most=values.MOST_LINKS)


class NewGoal(DescriptionFields):
    example = examples.NEW_GOAL

    title = fields.Text(required=True, most=values.LONGEST_TITLE)
    owner = fields.Line(allow_none=True)
    container_id = fields.Id(allow_none=True)
    maturity = fields.Choice(Maturity)
    parents = fields.Many(fields.Nested(values.NewAlignment()))
    provenance = fields.Nested(values.NewProvenance(), allow_none=True)


class EditGoal(DescriptionFields):
    """Words at any time; what it is measured by only while it is a draft."""

    example = examples.EDIT_GOAL

    title = fields.Text(most=values.LONGEST_TITLE)


class Activate(Request):
    example = examples.ACTIVATE

    on = fields.Date(allow_none=True)


class Commit(Request):
    example = examples.COMMIT

    on = fields.Date(allow_none=True)
    note = fields.Text(allow_none=True)


class Establish(Request):
    example = examples.ESTABLISH

    value = fields.Decimal(required=True)
    observed_on = fields.Date(allow_none=True)
    source = fields.Line(allow_none=True)


class Retarget(DefinitionFields):
    example = examples.RETARGET

    reason_code = fields.Choice(ReasonCode, required=True)
    reason = fields.Text(
        required=True, metadata={"description": f"At least {SHORTEST_REASON} characters after trimming."}
    )
    evidence = fields.Many(fields.Nested(values.NewEvidence()))
    effective_on = fields.Date(allow_none=True)
    trigger = fields.Choice(Trigger)
    proposed_by = fields.Line(allow_none=True, metadata={"description": f"Who proposed it. {IMPORTED}"})
    approved_by = fields.Line(allow_none=True, metadata={"description": f"Who approved it. {IMPORTED}"})


class Review(Request):
    example = examples.REVIEW

    verdict = fields.Choice(ReviewVerdict, required=True)
    on = fields.Date(allow_none=True)
    note = fields.Text(allow_none=True)


class CheckIn(Request):
    example = examples.CHECK_IN

    on = fields.Date(allow_none=True)
    confidence = fields.Decimal(allow_none=True, metadata={"description": "From 0 to 1."})
    status = fields.Choice(Health, allow_none=True)
    story = fields.Text(allow_none=True)


class Pause(Request):
    example = examples.PAUSE

    reason = fields.Text(required=True)
    on = fields.Date(allow_none=True)


class Resume(Request):
    example = examples.RESUME

    on = fields.Date(allow_none=True)
    note = fields.Text(allow_none=True)


class Close(Request):
    example = examples.CLOSE

    outcome = fields.Choice(Outcome, required=True)
    reason = fields.Text(allow_none=True)
    lessons = fields.Text(allow_none=True)
    on = fields.Date(allow_none=True)


class Reopen(Request):
    example = examples.REOPEN

    reason = fields.Text(required=True)
    on = fields.Date(allow_none=True)


class Archive(Request):
    example = examples.ARCHIVE

    reason = fields.Text(allow_none=True)
    on = fields.Date(allow_none=True)


class Supersede(Request):
    example = examples.SUPERSEDE

    by_goal_id = fields.Id(required=True)
    reason = fields.Text(allow_none=True)
    on = fields.Date(allow_none=True)


class Comment(Request):
    example = examples.COMMENT

    text = fields.Text(required=True)


class Move(Request):
    example = examples.MOVE

    container_id = fields.Id(required=True, allow_none=True)


class Align(Request):
    example = examples.ALIGN

    parent_id = fields.Id(required=True)
    kind = fields.Choice(AlignmentKind, required=True)
    weight = fields.Decimal(allow_none=True)


class Unalign(Request):
    example = examples.UNALIGN

    parent_id = fields.Id(required=True)


class ChangeOwner(Request):
    example = examples.CHANGE_OWNER

    owner = fields.Line(required=True, allow_none=True)


class GoalParams(Params):
    state = fields.Choice(GoalState)
    container = fields.Id(metadata={"description": "Directly in this container: not in one below it."})
    owner = fields.Line()
    kpi = fields.Id()
    tag = fields.Line(most=64)
    maturity = fields.Choice(Maturity)
    outcome = fields.Choice(Outcome)
    health = fields.Choice(Health)
    flag = fields.Choice(FlagId)
    lens = Lens()


class KpiOfGoal(Answer):
    id = fields.Id(required=True)
    key = fields.Line(required=True)
    unit = fields.Line(required=True)
    series = fields.Whole(required=True, allow_none=True)


class OriginalAnswer(Answer):
    target = fields.Anything(required=True, allow_none=True)
    start = fields.Date(required=True, allow_none=True)
    end = fields.Date(required=True, allow_none=True)
    n = fields.Whole(required=True, metadata={"description": "Which of the goal's versions it is."})
    version = fields.Whole(
        required=True, allow_none=True, metadata={"description": "The stream's, when it was committed to."}
    )


class ProgressAnswer(Answer):
    raw = fields.Ratio(required=True)
    clamped = fields.Ratio(required=True)


class CompletionAnswer(Answer):
    done = fields.Whole(required=True)
    total = fields.Whole(required=True)
    completion = fields.Ratio(required=True, allow_none=True)


class TallyAnswer(Answer):
    count = fields.Whole(required=True)
    easier = fields.Whole(required=True)
    harder = fields.Whole(required=True)
    churn_gross = fields.Ratio(required=True)
    churn_net = fields.Ratio(required=True)


class NoticeAnswer(Answer):
    """A retarget that was recorded, and takes effect on a later day."""

    n = fields.Whole(required=True, metadata={"description": "Which version of the goal it makes."})
    effective_on = fields.Date(required=True)
    target = fields.Anything(required=True, allow_none=True)
    end = fields.Date(required=True)


class LinkAnswer(Answer):
    system = fields.Line(required=True)
    ref = fields.Line(required=True)
    url = fields.Line(required=True, allow_none=True, most=values.LONGEST_URL)


class ProvenanceAnswer(Answer):
    """Where an example comes from, and which of its fields were invented for it."""

    quote = fields.Line(required=True, most=values.LONGEST_QUOTE)
    sources = fields.Many(fields.Line(), required=True)
    illustrative = fields.Many(fields.Line(), required=True)


class GoalAnswer(Answer):
    id = fields.Id(required=True)
    title = fields.Text(required=True)
    aim = fields.Text(required=True, allow_none=True)
    why = fields.Text(required=True, allow_none=True)
    state = fields.Choice(GoalState, required=True)
    outcome = fields.Choice(Outcome, required=True, allow_none=True)
    owner = fields.Line(required=True, allow_none=True)
    reviewer = fields.Line(required=True, allow_none=True)
    container_id = fields.Id(required=True, allow_none=True)
    tags = fields.Many(fields.Line(), required=True)
    links = fields.Many(fields.Nested(LinkAnswer()), required=True)
    provenance = fields.Nested(ProvenanceAnswer(), required=True, allow_none=True)
    maturity = fields.Choice(Maturity, required=True)
    trigger = fields.Choice(Trigger, required=True)
    kpi = fields.Nested(KpiOfGoal(), required=True, allow_none=True)
    direction = fields.Choice(Direction, required=True, allow_none=True)
    baseline = fields.Nested(values.BaselineAnswer(), required=True)
    target = fields.Nested(values.TargetAnswer(), required=True)
    window = fields.Nested(values.WindowAnswer(), required=True, allow_none=True)
    weight = fields.Decimal(required=True)
    tolerance = fields.Decimal(required=True, allow_none=True)
    original = fields.Nested(OriginalAnswer(), required=True, allow_none=True)
    current = fields.Nested(values.ValueReadAnswer(), required=True, allow_none=True)
    progress = fields.Nested(ProgressAnswer(), required=True, allow_none=True)
    expected = fields.Ratio(required=True, allow_none=True)
    pace = fields.Ratio(required=True, allow_none=True)
    health = fields.Choice(Health, required=True, allow_none=True)
    achieved = fields.Flag(required=True)
    achieved_on = fields.Date(required=True, allow_none=True)
    outcome_by_readings = fields.Choice(Outcome, required=True, allow_none=True)
    milestones = fields.Nested(CompletionAnswer(), required=True)
    retargets = fields.Nested(TallyAnswer(), required=True)
    notice = fields.Nested(NoticeAnswer(), required=True, allow_none=True)
    waivers = fields.Many(fields.Nested(WaiverAnswer()), required=True)
    flags = fields.Many(fields.Choice(FlagId), required=True)
    policy_version = fields.Whole(required=True, least=1, metadata={"description": "The rules it was judged by."})
    version = fields.Whole(required=True)
    position = fields.Whole(required=True)
    as_of = fields.Instant(required=True)
    on = fields.Date(required=True)
    attainment = fields.Nested(
        Attained(), metadata={"description": "In lists that are asked for with a `lens`: how far by that version."}
    )


class VersionAnswer(Answer):
    n = fields.Whole(required=True, metadata={"description": "0 before it was committed, then 1, 2, 3 …"})
    kind = fields.Line(required=True)
    from_position = fields.Whole(required=True)
    to_position = fields.Whole(required=True, allow_none=True)
    recorded_at = fields.Instant(required=True)
    effective_on = fields.Date(required=True)
    event_id = fields.Id(required=True)
    kpi_id = fields.Id(required=True, allow_none=True)
    series = fields.Whole(required=True, allow_none=True)
    direction = fields.Choice(Direction, required=True, allow_none=True)
    baseline = fields.Nested(values.BaselineAnswer(), required=True)
    target = fields.Nested(values.TargetAnswer(), required=True)
    window = fields.Nested(values.WindowAnswer(), required=True, allow_none=True)
    weight = fields.Decimal(required=True)


class ForecastAnswer(Answer):
    goal_id = fields.Id(required=True)
    method = fields.Line(required=True)
    n = fields.Whole(required=True)
    slope_per_day = fields.Decimal(required=True, allow_none=True)
    at_deadline = fields.Decimal(required=True, allow_none=True)
    low = fields.Decimal(required=True, allow_none=True)
    high = fields.Decimal(required=True, allow_none=True)
    interval = fields.Ratio(required=True, allow_none=True)
    attainment = fields.Ratio(required=True, allow_none=True)
    reached_on = fields.Date(required=True, allow_none=True)
    why_none = fields.Line(required=True, allow_none=True)
    days_until_behind = fields.Whole(required=True, allow_none=True)
    needed_today = fields.Decimal(required=True, allow_none=True)
    position = fields.Whole(required=True)
    as_of = fields.Instant(required=True)
    on = fields.Date(required=True)
