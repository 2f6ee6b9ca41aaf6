"""Handing over: asked for, accepted, rejected, revoked, come back (D07, D14, D16, D17)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.cases import change_person, write_note
from apprenticeships.actions.consents import revoke_consent
from apprenticeships.actions.disclosures import NoBasis
from apprenticeships.actions.handovers import (
    accept_handover,
    delete_refused_handovers,
    receivers,
    reject_handover,
    request_handover,
    revoke_handover,
)
from apprenticeships.area import AREA
from apprenticeships.models import Apprentice, CallNote, Case, CaseDeadline, Disclosure, Handover
from apprenticeships.persons import open_note, open_person
from apprenticeships.states import CaseState
from apprenticeships.states.handovers import HANDED_OVER_FROM, HANDOVER_WORKFLOW, HandoverState
from portal.activity.models import AccessEntry, Event
from portal.digests.models import OutgoingMail
from portal.partners.models import Organisation
from portal.workflow import TransitionRefused
from tests.apprenticeships import disclosure_factories as made
from tests.apprenticeships import factories as make
from tests.factories import World, make_organisation

NAME, PHONE, ADDRESS = "Toni Muster-Abgabe", "0151 0000 42", "Musterweg 7"
COMPANY = "ZZ-B-Kanarienbau"


@pytest.fixture
def given(world: World) -> World:
    """Adviser A's case, the agency's adviser, and a consent for name and contact."""
    made.make_rule(recipient="agency", fields=["profile", "occupation", "contract"])
    world.agency = made.make_agency()
    world.case = made.case_for_handover(world, make)
    world.consent = made.make_consent(world.case, world.agency.organisation)
    return world


def ask(world: World, *fields: str, to: Organisation | None = None) -> Handover:
    return request_handover(
        world.case,
        to or world.agency.organisation,
        by=world.actor("adviser_a"),
        fields=fields or ("name", "contact"),
        reason="passt besser",
    )


def accepted(world: World, *fields: str) -> Handover:
    handover = ask(world, *fields)
    accept_handover(handover, by=world.actor("agency"))
    world.case = Case.objects.get(pk=world.case.pk)
    return handover


def may(world: World, who: str, action: str) -> bool:
    return Case.objects.permitted(world.actor(who), action).filter(pk=world.case.pk).exists()


# --- asking ----------------------------------------------------------------------------------------------


def test_until_it_is_accepted_the_other_body_sees_the_profile_only(given: World, sign_in) -> None:
    handover = ask(given)
    client = sign_in(given.agency)

    page = client.get(reverse("apprenticeships:handover_detail", args=[handover.key]), secure=True)

    text = page.content.decode()
    assert "Mechatroniker/in" in text
    assert "Hohenlohekreis" in text
    assert not [word for word in (NAME, PHONE, "Künzelsau", given.adviser_a.user.name) if word in text]
    assert not may(given, "agency", "view")
    url = reverse("apprenticeships:case_detail", args=[given.case.number])
    assert client.get(url, secure=True).status_code == 404
    assert [(row.fields, row.organisation) for row in Disclosure.objects.all()] == [
        (["profile"], given.chamber_a)
    ]


def test_the_mail_holds_a_number_and_no_person(given: World) -> None:
    handover = ask(given)

    mail = OutgoingMail.objects.get(kind="handover_requested")
    body = AREA.mails["handover_requested"](mail)

    assert mail.membership == given.agency
    assert given.case.number in body.subject
    assert str(handover.key) in body.text
    assert not [word for word in (NAME, PHONE, "Mechatroniker") if word in body.subject + body.text]


def test_the_responsibility_table_names_who_is_told(given: World) -> None:
    other = made.make_membership(given.agency.role, given.agency.organisation)
    assert set(receivers(given.case, given.agency.organisation)) == {given.agency, other}

    make.make_responsibility(given, other, group=given.case.group)

    assert receivers(given.case, given.agency.organisation) == [other]


@pytest.mark.parametrize("state", CaseState)
def test_which_cases_can_be_handed_over(given: World, state: str) -> None:
    given.case = made.case_for_handover(given, make, state=state)
    made.make_consent(given.case, given.agency.organisation)

    if state in HANDED_OVER_FROM:
        assert ask(given).state == HandoverState.REQUESTED
    else:
        with pytest.raises(TransitionRefused):
            ask(given)
        assert not Handover.objects.exists()
        assert not Disclosure.objects.exists()


def test_asked_for_once_at_a_time(given: World) -> None:
    ask(given)

    with pytest.raises(TransitionRefused):
        ask(given)
    assert Disclosure.objects.count() == 1


def test_without_basis_agreement_or_adviser_there_is_no_handover(given: World, sign_in) -> None:
    """D14, D16: a clear text at the field, nothing stored."""
    client = sign_in(given.adviser_a)
    url = reverse("apprenticeships:handover_create", args=[given.case.number])
    unsigned = make_organisation("Muster-Ohne", "agency", agreement_on=None)
    empty = make_organisation("Muster-Leer", "agency")
    made.make_consent(given.case, empty)

    for to, what, words in (
        (given.chamber_b, ["name"], "Weder eine Rechtsgrundlage noch eine Einwilligung"),
        (unsigned, ["name"], "keine Vereinbarung nach Art. 26 oder 28"),
        (empty, ["name"], "niemanden, der den Fall annehmen"),
    ):
        page = client.post(url, {"recipient": to.pk, "what": what, "reason": "so"}, secure=True)
        assert words in page.content.decode()
    assert not Handover.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_a_confidential_company_is_never_handed_over(given: World) -> None:
    """D17: not even by consent, until it is public."""
    company_case = make.make_company_case(given)
    given.case = made.case_for_handover(given, make, company_case=company_case, company=company_case.company)
    made.make_consent(given.case, given.agency.organisation)

    with pytest.raises(TransitionRefused):
        ask(given, "company")
    type(company_case).objects.update(is_public=True)
    given.case = Case.objects.get(pk=given.case.pk)
    assert "company" in ask(given, "company").fields


# --- accepting -------------------------------------------------------------------------------------------


def test_on_accept_responsibility_moves_in_one_step(given: World) -> None:
    handover = accepted(given)

    assert (given.case.organisation, given.case.adviser) == (given.agency.organisation, given.agency)
    assert handover.state == HandoverState.ACCEPTED
    assert [may(given, "agency", action) for action in ("view", "handle", "open_person")] == [True] * 3
    assert [may(given, "adviser_a", action) for action in ("view", "handle", "open_person")] == [False] * 3
    assert Disclosure.objects.filter(fields__contains=["name", "contact"], consent=given.consent).exists()
    assert OutgoingMail.objects.get(kind="handover_decided").membership == given.adviser_a


def test_only_what_was_handed_over_is_opened_and_logged_once(given: World) -> None:
    """D07: exactly one row, with the fields that were shown."""
    accepted(given, "name", "contact")

    person = open_person(given.case, by=given.actor("agency"))

    assert (person.name, person.phone, person.email) == (NAME, PHONE, "toni@muster.example")
    assert (person.address, person.birth_date, person.representatives) == ("", None, "")
    entry = AccessEntry.objects.get()
    assert (entry.fields, entry.organisation) == ("name,phone,email", given.agency.organisation)


def test_the_sender_keeps_number_and_state_and_never_the_person(given: World, sign_in) -> None:
    handover = accepted(given)
    client = sign_in(given.adviser_a)

    listed = client.get(reverse("apprenticeships:handover_list"), secure=True).content.decode()
    page = client.get(reverse("apprenticeships:handover_detail", args=[handover.key]), secure=True)

    assert given.case.number in listed
    assert "abgegeben" in listed
    assert page.status_code == 200
    with pytest.raises(PermissionDenied):
        open_person(given.case, by=given.actor("adviser_a"))
    assert not AccessEntry.objects.exists()


def test_the_case_stands_in_the_recipients_lists_search_and_day(given: World, sign_in) -> None:
    accepted(given)
    client = sign_in(given.agency)
    today = timezone.localdate()

    rows = client.get(reverse("apprenticeships:case_list"), secure=True).context["page"].rows
    hits = list(AREA.search(given.actor("agency"), given.case.number))
    day = [item.number for section in AREA.dashboard(given.actor("agency"), today) for item in section.items]

    assert [row[0] for row in rows] == [given.case.number]
    assert len(hits) == 1
    assert given.case.number in day
    other = sign_in(given.adviser_a).get(reverse("apprenticeships:case_list"), secure=True)
    assert other.context["page"].rows == []


def test_what_is_asked_stands_on_the_day_and_in_the_digest_by_number(given: World) -> None:
    ask(given)
    now = timezone.now()

    for sections in (
        AREA.dashboard(given.actor("agency"), timezone.localdate()),
        AREA.digest(given.actor("agency"), now - timedelta(days=7), now),
    ):
        titles = [item.title for section in sections for item in section.items]
        assert [title for title in titles if given.case.number in title]


def test_notes_and_what_happened_before_do_not_go_along(given: World, sign_in) -> None:
    by = given.actor("adviser_a")
    note = write_note(given.case, by=by, result="reached", text="geheim", due_on=None)
    accepted(given)
    page = sign_in(given.agency).get(
        reverse("apprenticeships:case_detail", args=[given.case.number]), secure=True
    )

    verbs = {entry.title for entry in page.context["events"]}
    assert not any("erreicht" in verb for verb in verbs)
    with pytest.raises(PermissionDenied):
        open_note(note, by=given.actor("agency"))


def test_notes_go_along_where_they_were_handed_over(given: World) -> None:
    note = make.make_note(given.case, "kommt gern")
    accepted(given, "name", "notes")

    assert open_note(CallNote.objects.get(pk=note.pk), by=given.actor("agency")) == "kommt gern"


def test_company_and_company_case_stay_behind(given: World, sign_in) -> None:
    """D17: the recipient reads no confidential company, in no page, list, search or export."""
    company = make.make_company(given, COMPANY)
    company_case = make.make_company_case(given, company=company)
    given.case = made.case_for_handover(given, make, company_case=company_case, company=company)
    made.make_consent(given.case, given.agency.organisation)
    handover = accepted(given, "name")
    client = sign_in(given.agency)

    pages = [
        reverse("apprenticeships:case_detail", args=[given.case.number]),
        reverse("apprenticeships:case_edit", args=[given.case.number]),
        reverse("apprenticeships:case_list"),
        reverse("apprenticeships:case_list") + "?q=Kanarien",
        reverse("apprenticeships:case_export", kwargs={"kind": "csv"}),
        reverse("apprenticeships:handover_detail", args=[handover.key]),
        "/",
    ]
    for page in pages:
        answer = client.get(page, secure=True)
        text = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert COMPANY not in text, page
        assert company_case.number not in text, page
    assert (handover.kept_company, handover.kept_company_case) == (company, company_case)


def test_the_new_body_must_tell_the_person_within_a_month(given: World) -> None:
    Apprentice.objects.update(informed_on=timezone.localdate())
    accepted(given)

    deadline = CaseDeadline.objects.get(case=given.case, code="inform")
    assert Apprentice.objects.get().informed_on is None
    assert 28 <= (deadline.due_on - timezone.localdate()).days <= 31


def test_running_proposals_of_the_sender_end(given: World) -> None:
    from apprenticeships.actions.proposals import propose

    proposal = propose(given.case, make.make_offer(given), by=given.actor("adviser_a"))
    accepted(given)

    proposal.refresh_from_db()
    assert proposal.state == "expired"


@pytest.mark.parametrize("step", ["accept", "reject", "revoke"])
@pytest.mark.parametrize("state", HandoverState)
def test_every_step_from_every_state(given: World, state: str, step: str) -> None:
    answer = "nein" if state == "rejected" else ""
    handover = made.make_handover(
        given.case, given.agency.organisation, state=state, consent=given.consent, answer=answer
    )
    call = {
        "accept": lambda: accept_handover(handover, by=given.actor("agency")),
        "reject": lambda: reject_handover(handover, "nein", by=given.actor("agency")),
        "revoke": lambda: revoke_handover(handover, by=given.actor("adviser_a")),
    }[step]

    if state in HANDOVER_WORKFLOW.steps[step].sources:
        call()
        assert handover.state == HANDOVER_WORKFLOW.steps[step].target
    else:
        with pytest.raises(TransitionRefused):
            call()
        assert Case.objects.get(pk=given.case.pk).organisation == given.chamber_a


@pytest.mark.parametrize("end", ["reject", "revoke", "consent"])
def test_what_is_refused_ends_at_once(given: World, sign_in, end: str) -> None:
    handover = ask(given)
    client, url = sign_in(given.agency), reverse("apprenticeships:handover_detail", args=[handover.key])
    assert client.get(url, secure=True).status_code == 200

    if end == "reject":
        reject_handover(handover, "nicht zuständig", by=given.actor("agency"))
    elif end == "revoke":
        revoke_handover(handover, by=given.actor("adviser_a"))
    else:
        revoke_consent(given.consent, by=given.actor("adviser_a"))

    assert client.get(url, secure=True).status_code == 404
    assert may(given, "adviser_a", "handle")
    with pytest.raises(TransitionRefused):
        accept_handover(Handover.objects.get(), by=given.actor("agency"))


def test_a_basis_that_is_gone_by_then_stops_the_accepting(given: World) -> None:
    """D14: nothing of it happened, neither state nor person."""
    rule = made.make_rule(recipient="agency", fields=made.ALL)
    handover = ask(given)
    type(rule).objects.update(valid_until=timezone.localdate() - timedelta(days=1))
    type(given.consent).objects.update(revoked_on=timezone.localdate())

    with pytest.raises(NoBasis):
        accept_handover(handover, by=given.actor("agency"))

    assert Handover.objects.get().state == HandoverState.REQUESTED
    assert Case.objects.get(pk=given.case.pk).organisation == given.chamber_a


# --- coming back -----------------------------------------------------------------------------------------


def test_a_revoked_consent_ends_access_with_the_next_request(given: World, sign_in) -> None:
    """D14: the case comes back whole; what the other body wrote about the person does not."""
    accepted(given, "name", "contact")
    client = sign_in(given.agency)
    opened = reverse("apprenticeships:case_person", args=[given.case.number])
    assert NAME in client.post(opened, secure=True).content.decode()
    change_person(given.case, {"phone": "0170 999"}, by=given.actor("agency"))
    sign_in(given.adviser_a).post(
        reverse("apprenticeships:consent_revoke", args=[given.consent.key]), secure=True
    )

    assert client.post(opened, secure=True).status_code == 404
    page = reverse("apprenticeships:case_detail", args=[given.case.number])
    assert client.get(page, secure=True).status_code == 404
    case = Case.objects.get(pk=given.case.pk)
    person = open_person(case, by=given.actor("adviser_a"))
    assert (case.organisation, case.adviser) == (given.chamber_a, given.adviser_a)
    assert (person.name, person.address, person.phone) == (NAME, ADDRESS, "")
    assert Handover.objects.get().state == HandoverState.RETURNED


def test_a_person_who_revokes_at_the_new_body_is_heard_there(given: World) -> None:
    accepted(given)

    revoke_consent(given.consent, by=given.actor("agency"))

    assert Case.objects.get(pk=given.case.pk).organisation == given.chamber_a
    assert not may(given, "agency", "view")


def test_notes_of_the_other_body_stay_closed_when_the_case_is_back(given: World) -> None:
    accepted(given)
    note = write_note(given.case, by=given.actor("agency"), result="reached", text="fremd", due_on=None)
    revoke_consent(given.consent, by=given.actor("adviser_a"))

    with pytest.raises(PermissionDenied):
        open_note(note, by=given.actor("adviser_a"))


def test_company_and_company_case_are_there_again(given: World) -> None:
    company_case = make.make_company_case(given)
    given.case = made.case_for_handover(given, make, company_case=company_case, company=company_case.company)
    given.consent = made.make_consent(given.case, given.agency.organisation)
    accepted(given)
    revoke_consent(given.consent, by=given.actor("adviser_a"))

    case = Case.objects.get(pk=given.case.pk)
    assert (case.company_case, case.company) == (company_case, company_case.company)


def test_the_sender_cannot_write_through_a_form_that_was_open(given: World) -> None:
    """The case was handed over while the form stood open: the person is not overwritten."""
    before = Case.objects.get(pk=given.case.pk)
    accepted(given)

    with pytest.raises(TransitionRefused):
        change_person(before, {"name": "Fremd"}, by=given.actor("adviser_a"))


# --- afterwards ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("state", "days", "gone"), [
    ("rejected", 29, False), ("rejected", 30, True), ("revoked", 31, True), ("accepted", 400, False),
    ("returned", 400, False),
])  # fmt: skip
def test_refused_handovers_are_deleted_after_their_time(
    given: World, state: str, days: int, gone: bool
) -> None:
    now = timezone.now()
    made.make_handover(
        given.case, given.agency.organisation, state=state, consent=given.consent, answer="nein",
        decided_at=now - timedelta(days=days),
    )  # fmt: skip

    delete_refused_handovers(now)
    delete_refused_handovers(now)

    assert Handover.objects.exists() != gone
    assert Event.objects.filter(verb="handover_deleted").count() == gone


@pytest.mark.parametrize(
    "values",
    [
        {"state": "nonsense", "decided_at": timezone.now()},
        {"state": "accepted", "decided_at": None},
        {"state": "rejected"},
        {"consent": None},
        {"fields": ["religion"]},
    ],
    ids=["unknown state", "accepted, undated", "rejected without a reason", "no basis", "unknown field"],
)
def test_the_database_refuses_such_a_handover(given: World, values: dict) -> None:
    values = {"consent": given.consent, **values}
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.create(
            case=given.case, sender=given.chamber_a, recipient=given.agency.organisation, reason="x",
            **{"decided_at": timezone.now() if "state" in values else None, **values},
        )  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_the_list(given: World, sign_in, django_assert_num_queries, rows: int) -> None:
    for _index in range(rows):
        given.case = made.case_for_handover(given, make)
        made.make_consent(given.case, given.agency.organisation)
        ask(given)
    client = sign_in(given.adviser_a)
    client.get(reverse("apprenticeships:tip_create"), secure=True)

    with django_assert_num_queries(5):
        page = client.get(reverse("apprenticeships:handover_list"), secure=True)

    assert len(page.context["page"].rows) == rows


@pytest.mark.parametrize("who", ["agency", "adviser_a"])
def test_every_giving_is_written_down_in_every_state(given: World, who: str) -> None:
    """D14: who sees more than before has a disclosure row with a basis; nobody sees more than it says."""
    assert Disclosure.objects.count() == 0
    assert not may(given, "agency", "view")
    handover = ask(given)
    assert Disclosure.objects.count() == 1
    accept_handover(handover, by=given.actor("agency"))
    rows = Disclosure.objects.all()
    assert rows.count() == 2
    assert all(row.rule_id or row.consent_id for row in rows)
    revoke_consent(given.consent, by=given.actor(who))
    assert Disclosure.objects.count() == 2
    assert not may(given, "agency", "view")
