"""The catalogue: measures, the declarations they build on, funding programmes."""

from measures.models.agreements import AgreementSection, SourceAgreement
from measures.models.funding import FundingProgramme
from measures.models.measures import HAS_LEAD, HAS_PERIOD, Measure
from measures.models.plan import Indicator, Milestone, Reading, Target

__all__ = [
    "HAS_LEAD",
    "HAS_PERIOD",
    "AgreementSection",
    "FundingProgramme",
    "Indicator",
    "Measure",
    "Milestone",
    "Reading",
    "SourceAgreement",
    "Target",
]
