"""The catalogue: measures, the declarations they build on, funding programmes."""

from measures.models.agreements import AgreementSection, SourceAgreement
from measures.models.drafts import DraftComment, MeasureDraft, MeasureRevision
from measures.models.funding import FundingProgramme
from measures.models.measures import HAS_LEAD, HAS_PERIOD, Measure
from measures.models.plan import Indicator, Milestone, Reading, Target
from measures.models.reports import StatusReport
from measures.models.rounds import ReportRound, RoundRequest

__all__ = [
    "AgreementSection",
    "DraftComment",
    "FundingProgramme",
    "HAS_LEAD",
    "HAS_PERIOD",
    "Indicator",
    "Measure",
    "MeasureDraft",
    "MeasureRevision",
    "Milestone",
    "Reading",
    "ReportRound",
    "RoundRequest",
    "SourceAgreement",
    "StatusReport",
    "Target",
]
