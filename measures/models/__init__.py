"""The catalogue: measures, the declarations they build on, funding programmes."""

from measures.models.drafts import DraftComment, MeasureDraft, MeasureRevision
from measures.models.funding import FundingProgramme
from measures.models.measures import HAS_LEAD, HAS_PERIOD, Measure, SourceAgreement
from measures.models.plan import Indicator, Milestone, Reading, Target

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
    "MeasureDraft",
    "MeasureRevision",
    "SourceAgreement",
]
