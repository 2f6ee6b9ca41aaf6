"""Tips, company cases, cases with their persons, training companies and their offers."""

from apprenticeships.models.cases import (
    Apprentice,
    CallNote,
    Case,
    CompanyCase,
    training_year,
)
from apprenticeships.models.companies import (
    TakeoverOffer,
    TrainingCompany,
)
from apprenticeships.models.deadlines import (
    CaseDeadline,
)
from apprenticeships.models.disclosures import (
    Consent,
    ConsentText,
    Disclosure,
    DisclosureRule,
)
from apprenticeships.models.handovers import (
    CircleEntry,
    Handover,
)
from apprenticeships.models.letters import (
    LetterText,
)
from apprenticeships.models.proposals import (
    PlacementProposal,
)
from apprenticeships.models.statistics import (
    CaseStatistic,
)
from apprenticeships.models.tips import (
    ResponsibilityRule,
    Tip,
    TipPerson,
)

__all__ = [
    "Apprentice",
    "CallNote",
    "Case",
    "CaseDeadline",
    "CaseStatistic",
    "CircleEntry",
    "CompanyCase",
    "Consent",
    "ConsentText",
    "Disclosure",
    "DisclosureRule",
    "Handover",
    "LetterText",
    "PlacementProposal",
    "ResponsibilityRule",
    "TakeoverOffer",
    "Tip",
    "TipPerson",
    "TrainingCompany",
    "training_year",
]
