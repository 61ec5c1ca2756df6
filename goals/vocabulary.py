"""Every closed list of words the domain uses. The values are stored, and so are for ever."""

from enum import StrEnum


class Direction(StrEnum):
    INCREASE = "increase"
    DECREASE = "decrease"
    MAINTAIN = "maintain"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class UnitKind(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    CURRENCY = "currency"
    MASS = "mass"
    DURATION = "duration"
    DISTANCE = "distance"
    RATIO = "ratio"
    INDEX = "index"
    CUSTOM = "custom"


class Aggregation(StrEnum):
    LAST = "last"
    SUM = "sum"
    AVG = "avg"
    MIN = "min"
    MAX = "max"


class ValueKind(StrEnum):
    """Whether a reading is the whole level on its day, or an addition to what was there."""

    LEVEL = "level"
    INCREMENT = "increment"


class Cadence(StrEnum):
    """How often a KPI is expected to be read."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class BaselineState(StrEnum):
    KNOWN = "known"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"
    MEASURING = "measuring"


class Anchor(StrEnum):
    GOAL_START = "goal_start"
    PRODUCT_LAUNCH = "product_launch"
    MARKET_ENTRY = "market_entry"


class Maturity(StrEnum):
    PRELIMINARY = "preliminary"
    COMMITTED = "committed"


class Trigger(StrEnum):
    NONE = "none"
    NEW_PRODUCT_LAUNCH = "new_product_launch"
    NEW_MARKET_SEGMENT = "new_market_segment"
    SCHEDULED_REVIEW = "scheduled_review"
    EXTERNAL_CHANGE = "external_change"
    OTHER = "other"


class GoalState(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"
    ARCHIVED = "archived"


class Outcome(StrEnum):
    ACHIEVED = "achieved"
    PARTIALLY_ACHIEVED = "partially_achieved"
    MISSED = "missed"
    ABANDONED = "abandoned"
    SUPERSEDED = "superseded"


class Health(StrEnum):
    NO_DATA = "no_data"
    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    ACHIEVED_EARLY = "achieved_early"
    STALE = "stale"
    OVERDUE = "overdue"


class MilestoneKind(StrEnum):
    DELIVERABLE = "deliverable"
    COUNTED = "counted"
    STAGED = "staged"
    MEASURED = "measured"
    CADENCE = "cadence"


class MilestoneState(StrEnum):
    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"


class Comparator(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class CadencePeriod(StrEnum):
    DAY = "day"
    ISO_WEEK = "iso_week"
    MONTH = "month"


class ReasonCode(StrEnum):
    STRATEGY_CHANGE = "strategy_change"
    MARKET_CHANGE = "market_change"
    SCOPE_CHANGE = "scope_change"
    RESOURCE_CHANGE = "resource_change"
    EXTERNAL_DEPENDENCY = "external_dependency"
    DATA_CORRECTION = "data_correction"
    UNREALISTIC_TIMEFRAME = "unrealistic_timeframe"
    UNREALISTIC_TARGET = "unrealistic_target"
    OVER_PERFORMANCE = "over_performance"
    UNDER_PERFORMANCE = "under_performance"
    PRELIMINARY_CALIBRATED = "preliminary_calibrated"
    MERGE_OR_SPLIT = "merge_or_split"
    POLICY = "policy"
    TYPO = "typo"
    OTHER = "other"


class Effect(StrEnum):
    EASIER = "easier"
    HARDER = "harder"
    NEUTRAL = "neutral"
    MIXED = "mixed"
    INCOMPARABLE = "incomparable"


class ActorType(StrEnum):
    USER = "user"
    SERVICE = "service"
    IMPORT = "import"
    SYSTEM = "system"


class ContainerKind(StrEnum):
    VISION = "vision"
    STRATEGY = "strategy"
    OBJECTIVE = "objective"
    THEME = "theme"
    FOLDER = "folder"


class WorkspaceKind(StrEnum):
    LIVE = "live"
    TEST = "test"


class ApprovalRule(StrEnum):
    NONE = "none"
    EASIER_ONLY = "easier_only"
    ALWAYS = "always"


class ApprovalGround(StrEnum):
    """Why a retarget needs somebody else's approval."""

    POLICY = "policy"
    FREEZE = "freeze"
    CYCLE_LOCKED = "cycle_locked"


class ProposalState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class CycleState(StrEnum):
    OPEN = "open"
    LOCKED = "locked"
    CLOSED = "closed"


class ErasureGround(StrEnum):
    """Why a subject's text was to be erased."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    REQUEST_OF_THE_SUBJECT = "request_of_the_subject"
    RETENTION_ENDED = "retention_ended"
    COURT_ORDER = "court_order"
    OTHER = "other"


class ScopeKind(StrEnum):
    """What a review is about."""

    WORKSPACE = "workspace"
    CONTAINER = "container"
    GOAL = "goal"


class FlagId(StrEnum):
    """A prompt for a question, never a verdict."""

    R01 = "R01"
    R02 = "R02"
    R03 = "R03"
    R04 = "R04"
    R05 = "R05"
    R06 = "R06"
    R07 = "R07"
    R08 = "R08"
    R09 = "R09"
    R10 = "R10"
    R11 = "R11"
    R12 = "R12"
    R13 = "R13"
    R14 = "R14"
    R15 = "R15"
    R16 = "R16"
    R17 = "R17"
    R18 = "R18"


class AlignmentKind(StrEnum):
    CONTRIBUTES = "contributes"
    SUPPORTS = "supports"


class ReviewVerdict(StrEnum):
    REAFFIRMED = "reaffirmed"
    CHANGE_PROPOSED = "change_proposed"
