"""The catalogue: measures, the declarations they build on, funding programmes."""

from measures.models.funding import FundingProgramme
from measures.models.measures import HAS_LEAD, HAS_PERIOD, Measure, SourceAgreement

__all__ = [
    "FundingProgramme",
    "HAS_LEAD",
    "HAS_PERIOD",
    "Measure",
    "SourceAgreement",
]
