"""The catalogue: measures, the declarations they build on, funding programmes."""

from measures.models.drafts import DraftComment, MeasureDraft, MeasureRevision
from measures.models.funding import FundingProgramme
from measures.models.measures import HAS_LEAD, HAS_PERIOD, Measure, SourceAgreement
from measures.models.plan import Indicator, Milestone, Reading, Target
from measures.models.reports import StatusReport
from measures.models.rounds import ReportRound, RoundRequest

__all__ = [
    "DraftComment",
    "FundingProgramme",
    "Indicator",
    "Milestone",
    "Reading",
    "Target",
    "HAS_LEAD",
    "HAS_PERIOD",
    "Measure",
    "ReportRound",
    "RoundRequest",
    "MeasureDraft",
    "MeasureRevision",
    "SourceAgreement",
    "StatusReport",
]
