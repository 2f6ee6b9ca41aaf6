"""The fixed words of the catalogue, and which step leads where: one module per noun."""

from measures.states.drafts import (
    DRAFT_WORKFLOW,
    OF_PROPOSALS,
    OPEN,
    DraftOrigin,
    DraftState,
    RevisionKind,
)
from measures.states.funding import WITH_VALUE, Criterion, Eligibility, FundingDeadline, LossReason
from measures.states.measures import (
    LIGHT_CHOICES,
    WITH_REASON,
    WORKFLOW,
    FocusArea,
    Light,
    MeasureClass,
    MeasureState,
    OriginLevel,
    Progress,
    Validity,
)
from measures.states.plan import CountedBy, Direction

__all__ = [
    "CountedBy",
    "Direction",
    "Criterion",
    "DRAFT_WORKFLOW",
    "DraftOrigin",
    "DraftState",
    "Eligibility",
    "FocusArea",
    "FundingDeadline",
    "LIGHT_CHOICES",
    "Light",
    "LossReason",
    "MeasureClass",
    "MeasureState",
    "OF_PROPOSALS",
    "OPEN",
    "OriginLevel",
    "Progress",
    "RevisionKind",
    "Validity",
    "WITH_REASON",
    "WITH_VALUE",
    "WORKFLOW",
]
