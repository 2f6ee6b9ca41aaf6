"""The demonstration's part of the story: a metal builder's insolvency, a closing bakery, sixty cases in all.

Companies and persons are visibly made up; only made-up organisations act. Everything is relative to the day
of loading and the same on every machine.
"""

from datetime import date

from apprenticeships.demo.assignments import assignments
from apprenticeships.demo.cases import bakery, metal_builder, other_cases, pool
from apprenticeships.demo.casework import casework
from apprenticeships.demo.companies import companies, named_offers, offers, responsibilities
from apprenticeships.demo.disclosures import disclosures, legal_bases
from apprenticeships.demo.effects import effects
from apprenticeships.demo.figures import market, past
from apprenticeships.demo.imports import imports
from apprenticeships.demo.proposals import proposals
from apprenticeships.demo.story import Story
from apprenticeships.demo.suggestions import suggestions
from apprenticeships.demo.tips import no_places, tips


def load(today: date) -> None:
    """Companies, offers, responsibilities, tips, suggestions, two company cases and the other cases."""
    story = Story(today)
    legal_bases()
    found = offers(story, companies(story))
    responsibilities(story)
    metal = metal_builder(story, found)
    named_offers(story)
    proposals(story, metal)
    bakery(story)
    other_cases(story, found)
    pool(story)
    casework(story, metal)
    tips(story, metal)
    no_places(story)
    disclosures(story)
    suggestions(story)
    assignments(story)
    past(story)
    effects(story)
    market(story)
    imports(story)
