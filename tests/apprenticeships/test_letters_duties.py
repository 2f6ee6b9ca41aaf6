"""What letters owe to data protection: the time that is told, and what is a disclosure and what is not."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.letters import write_confirmation, write_letter, write_profile
from apprenticeships.actions.retention import restrict_person
from apprenticeships.letters import default_text, kept_words, law_values, sample_document
from apprenticeships.models import Case, Disclosure
from apprenticeships.persons import PersonRestricted
from apprenticeships.states.letters import TO_PERSON, LetterKind
from portal.activity.models import AccessEntry, Event
from portal.documents import Paragraph
from portal.retention.models import RetentionPeriod
from tests.apprenticeships import factories as make
from tests.apprenticeships.factories import TODAY
from tests.apprenticeships.test_letters import allow_profiles
from tests.factories import World
from tests.measures.factories import make_funding

PERSON = {"name": "Toni Muster", "address": "Musterweg 1, 74653 Künzelsau"}


def a_case(world: World) -> Case:
    return make.make_case(world, person=PERSON, is_minor=False)


# --- {Aufbewahrung} ---------------------------------------------------------------------------------------


def test_the_time_is_the_default_where_nothing_is_set(world: World) -> None:
    assert kept_words(world.chamber_a.pk) == (
        "bis sechs Monate nach dem Ende der neuen Probezeit, "
        "höchstens 18 Monate nach dem Ende unserer Hilfe; "
        "wenn kein neuer Ausbildungsplatz gefunden wird, zwölf Monate nach dem Ende unserer Hilfe"
    )


def test_the_organisations_own_time_stands_above_the_offices(world: World) -> None:
    RetentionPeriod.objects.create(code="case_placed", days=91)
    RetentionPeriod.objects.create(code="case_unplaced", days=100)
    RetentionPeriod.objects.create(code="case_unplaced", days=30, organisation=world.chamber_a)

    own, others = kept_words(world.chamber_a.pk), kept_words(world.chamber_b.pk)

    assert "bis drei Monate nach" in own and "höchstens 15 Monate" in own and "wird, einen Monat nach" in own
    assert "wird, 100 Tage nach" in others


def words_of(document: object) -> str:
    return "\n".join(part.text for part in document.parts if isinstance(part, Paragraph))


def test_the_letter_tells_the_time_of_the_organisation_that_has_the_case(world: World) -> None:
    RetentionPeriod.objects.create(code="case_unplaced", days=61, organisation=world.chamber_a)
    by = world.actor("adviser_a")

    letter = write_letter(a_case(world), LetterKind.INFORMATION, by=by, today=TODAY)
    sample = sample_document(default_text(LetterKind.INFORMATION), by=by, today=TODAY)

    assert "gefunden wird, zwei Monate nach" in words_of(letter)
    assert "gefunden wird, zwei Monate nach" in words_of(sample)


# --- names of the law ---------------------------------------------------------------------------------------


def test_a_letter_names_the_law_that_held_on_its_day(world: World, sign_in) -> None:
    """What is edited counts from its day on, what is confirmed loses its mark."""
    client, today = sign_in(world.office), timezone.localdate()
    address = reverse("apprenticeships:law_text_edit", args=["hwo", "advice"])
    data = {"version": 1, "law": "§ 91 HwO", "certainty": "to_check", "valid_from": today.isoformat()}
    client.post(address, data, secure=True)
    new = law_values("hwo", today)["Beratung"]

    client.post(reverse("apprenticeships:law_text_check", args=["hwo", "advice"]), secure=True)

    assert law_values("hwo", today - timedelta(days=1))["Beratung"] == "§ 41a HwO (zu prüfen)"
    assert (new, law_values("hwo", today)["Beratung"]) == ("§ 91 HwO (zu prüfen)", "§ 91 HwO")
    assert law_values("bbig", today)["Verzeichnis"].endswith("nach §§ 34–36 BBiG")


def test_no_place_of_a_law_is_left_open(world: World) -> None:
    for register in ("bbig", "hwo"):
        assert "{" not in "".join(law_values(register, TODAY).values())


# --- the person is no third party ---------------------------------------------------------------------------


def left(case: Case) -> tuple[int, int, int]:
    """Disclosures, openings and events that a letter leaves."""
    events = Event.objects.filter(subject_id=case.pk, verb__startswith="letter_")
    return Disclosure.objects.count(), AccessEntry.objects.filter(purpose="letter").count(), events.count()


@pytest.mark.parametrize("kind", TO_PERSON)
def test_a_letter_to_the_person_is_logged_and_no_disclosure(world: World, kind: str) -> None:
    """D14: the data subject is no third party (Art. 4 (10) GDPR); opening the data is logged all the same."""
    case = a_case(world)

    write_letter(case, kind, by=world.actor("adviser_a"), today=TODAY)

    assert left(case) == (0, 1, 1)


def test_a_confirmation_in_the_persons_hands_is_no_disclosure(world: World) -> None:
    case = a_case(world)

    write_confirmation(case, make_funding(), to="person", by=world.actor("adviser_a"), today=TODAY)

    assert left(case) == (0, 1, 1)


def test_the_same_confirmation_to_a_company_is_one(world: World) -> None:
    allow_profiles(world, "occupation", "contract", "company", "name")
    case = a_case(world)

    write_confirmation(case, make_funding(), to="company", by=world.actor("adviser_a"), today=TODAY)

    assert left(case) == (1, 1, 1)


def test_a_profile_is_a_disclosure_and_opens_nobody(world: World) -> None:
    allow_profiles(world)
    case = a_case(world)

    write_profile(
        case, "Muster-Neu GmbH", by=world.actor("adviser_a"), today=TODAY, wishes="", with_district=False
    )

    assert left(case) == (1, 0, 0)


def test_the_database_knows_no_disclosure_to_the_person(world: World) -> None:
    rule = allow_profiles(world)
    values = {"case": a_case(world), "fields": ["name"], "purpose": "Muster", "rule": rule}
    values |= {"organisation": world.chamber_a, "at": "2026-10-06T08:00Z"}

    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(recipient_kind="person", **values)
    Disclosure.objects.create(recipient_kind="company", **values)


def test_a_restricted_person_gets_no_letter(world: World) -> None:
    case, by = a_case(world), world.actor("adviser_a")
    restrict_person(case, True, by=by)

    with pytest.raises(PersonRestricted):
        write_letter(case, LetterKind.WARNING, by=by, today=TODAY)

    assert left(case) == (0, 0, 0)
