"""Legal bases, consents, a handover that is asked for, one that was accepted, and contact circles."""

from apprenticeships.actions.circle import add_to_circle
from apprenticeships.actions.consents import record_consent
from apprenticeships.actions.handovers import accept_handover, request_handover
from apprenticeships.demo.story import Story
from apprenticeships.legal_bases import load_legal_bases
from apprenticeships.models import Case, CircleEntry, Consent, ConsentText
from apprenticeships.states import ConsentWay
from apprenticeships.states.disclosures import AgeGroup, DisclosedField, GivenBy
from apprenticeships.states.handovers import HANDED_OVER_FROM
from portal.activity.recording import as_of
from portal.partners.demo import membership
from portal.partners.models import Organisation

F = DisclosedField


def legal_bases() -> None:
    load_legal_bases()


def disclosures(story: Story) -> None:
    """Of Kim's cases one waits for the agency's answer, one was handed over, one has a contact circle."""
    agency = membership("beratung-agentur@muster.example")
    cases = list(
        Case.objects.filter(
            adviser=story.kim, state__in=HANDED_OVER_FROM, apprentice__isnull=False, company_case=None
        ).select_related("organisation", "company_case").order_by("-pk")[:3]
    )  # fmt: skip
    for number, case in enumerate(cases):
        if number < 2:
            consent(story, case, agency.organisation, days=-8 + number)
            hand_over(story, case, agency.organisation, days=-6 + 5 * number, accept=number == 0)
        else:
            circle(story, case, agency.organisation)


def consent(story: Story, case: Case, recipient: Organisation, *, days: int) -> Consent:
    text = ConsentText.objects.get(version="AGENTUR-2026-1")
    minor = bool(case.is_minor)
    row = Consent(
        case=case, recipient=recipient, recipient_kind=text.recipient_kind, purpose=text.title,
        fields=[one for one in text.fields if one != F.NOTES], text_version=text.version,
        age_group=AgeGroup.MINOR_16 if minor else AgeGroup.ADULT,
        given_by=GivenBy.BOTH if minor else GivenBy.PERSON, given_how=ConsentWay.WRITTEN,
        given_on=story.at(days), document=f"Akte {case.number}",
    )  # fmt: skip
    with as_of(story.moment(days)):
        return record_consent(row, by=story.actor(story.kim))


def hand_over(story: Story, case: Case, recipient: Organisation, *, days: int, accept: bool) -> None:
    with as_of(story.moment(days)):
        row = request_handover(
            case, recipient, by=story.actor(story.kim), fields=[F.NAME, F.CONTACT],
            reason="Sucht einen schulischen Weg; die Berufsberatung kennt die Möglichkeiten.",
        )  # fmt: skip
    if accept:
        with as_of(story.moment(days + 1)):
            accept_handover(row, by=story.actor(membership("beratung-agentur@muster.example")))


def circle(story: Story, case: Case, agency: Organisation) -> None:
    entry = CircleEntry(
        case=case, organisation=agency, person="Berufsberatung, Team U25", purpose="Vermittlung und AsA flex",
        since=story.at(-12), last_contact_on=story.at(-3),
    )  # fmt: skip
    add_to_circle(entry, by=story.actor(story.kim))
