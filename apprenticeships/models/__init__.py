"""Tips, company cases, cases with their persons, training companies and their offers."""

from apprenticeships.models.assignments import (
    AssignmentPair,
    AssignmentRun,
    MissingSeat,
    PairWish,
)
from apprenticeships.models.cases import (
    Apprentice,
    CallNote,
    Case,
    CompanyCase,
    training_year,
)
from apprenticeships.models.checklists import (
    CaseCheck,
    CaseContribution,
    CaseTarget,
    ChecklistItem,
)
from apprenticeships.models.companies import (
    TakeoverOffer,
    TrainingCompany,
)
from apprenticeships.models.deadline_rules import (
    DeadlineRule,
    LawText,
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
from apprenticeships.models.phases import (
    CompanyCasePhase,
)
from apprenticeships.models.proposals import (
    PlacementProposal,
    ProposalLimit,
)
from apprenticeships.models.statistics import (
    CaseStatistic,
    ContributionStatistic,
)
from apprenticeships.models.suggestions import (
    CompanySuggestion,
)
from apprenticeships.models.tips import (
    NoPlaceCount,
    ResponsibilityRule,
    Tip,
    TipPerson,
)

__all__ = [
    "Apprentice",
    "AssignmentPair",
    "AssignmentRun",
    "CallNote",
    "Case",
    "CaseCheck",
    "CaseContribution",
    "CaseDeadline",
    "CaseStatistic",
    "CaseTarget",
    "ChecklistItem",
    "CircleEntry",
    "CompanyCase",
    "CompanyCasePhase",
    "CompanySuggestion",
    "Consent",
    "ConsentText",
    "ContributionStatistic",
    "DeadlineRule",
    "Disclosure",
    "DisclosureRule",
    "Handover",
    "LawText",
    "LetterText",
    "MissingSeat",
    "NoPlaceCount",
    "PairWish",
    "PlacementProposal",
    "ProposalLimit",
    "ResponsibilityRule",
    "TakeoverOffer",
    "Tip",
    "TipPerson",
    "TrainingCompany",
    "training_year",
]
