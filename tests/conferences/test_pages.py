"""Pages and forms: what they show to whom, what they take, and what they refuse."""

import pytest
from django.urls import reverse

from conferences.forms import (
    AgendaItemForm,
    ClosedDecisionForm,
    ConferenceForm,
    DecisionForm,
    FollowUpForm,
    ItemMinutesForm,
    MinutesForm,
    NewConferenceForm,
    ReopenForm,
    TaskForm,
)
from conferences.models import ActionItem, Conference, Decision
from conferences.states import ConferenceState, Outcome
from measures.states import MeasureState
from portal.activity.models import Event
from tests.conferences.factories import make_conference, make_decision, make_item, make_released, make_task
from tests.factories import World, make_body
from tests.measures.factories import make_measure

# --- layout -------------------------------------------------------------------------------------------


def layout_fields(layout) -> set[str]:
    return {pointer.name for pointer in layout.get_field_names()}


@pytest.mark.parametrize(
    "make",
    [
        lambda world, conference: ConferenceForm(instance=conference),
        lambda world, conference: NewConferenceForm(),
        lambda world, conference: AgendaItemForm(conference=conference),
        lambda world, conference: MinutesForm(instance=conference),
        lambda world, conference: ItemMinutesForm(),
        lambda world, conference: DecisionForm(conference=conference, actor=world.actor("office")),
        lambda world, conference: ClosedDecisionForm(conference=conference, actor=world.actor("office")),
        lambda world, conference: FollowUpForm(conference=conference, actor=world.actor("office")),
        lambda world, conference: TaskForm(conference=conference),
        lambda world, conference: ReopenForm(),
    ],
)
def test_every_field_is_in_the_layout(world: World, make) -> None:
    form = make(world, make_conference())

    assert layout_fields(form.layout) == set(form.fields)


# --- lists --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_conference_list_takes_six_statements(
    world: World, sign_in, django_assert_num_queries, count: int
) -> None:
    bodies = [make_body("A"), make_body("B")]
    for _serial in range(count):
        make_conference(*bodies)
        make_released(*bodies)
    client = sign_in(world.partner_a)
    client.get(reverse("conferences:list"), secure=True)  # the first request of a session writes to it

    with django_assert_num_queries(6):
        page = client.get(reverse("conferences:list"), secure=True)

    assert len(page.context["page"].rows) + len(page.context["upcoming"]) == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_task_list_takes_five_statements(
    world: World, sign_in, django_assert_num_queries, count: int
) -> None:
    conference = make_released()
    for _serial in range(count):
        make_task(conference, world.partner_org_a)
    client = sign_in(world.partner_a)
    client.get(reverse("conferences:tasks"), secure=True)  # the first request of a session writes to it

    with django_assert_num_queries(5):
        page = client.get(reverse("conferences:tasks"), secure=True)

    assert len(page.context["page"].rows) == count


def test_my_tasks_are_those_of_my_organisation(world: World, sign_in) -> None:
    conference = make_released(make_body("Muster-Allianz", world.partner_org_a))
    mine, theirs = make_task(conference, world.partner_org_a), make_task(conference, world.partner_org_b)
    client = sign_in(world.partner_a)

    own = client.get(reverse("conferences:tasks"), secure=True).content.decode()
    everybody = client.get(reverse("conferences:tasks") + "?whose=all", secure=True).content.decode()

    assert mine.number in own and theirs.number not in own
    assert mine.number in everybody and theirs.number in everybody


@pytest.mark.parametrize("count", [1, 3])
def test_detail_takes_twelve_statements_at_most(
    world: World, sign_in, django_assert_num_queries, count: int
) -> None:
    conference = make_released(make_body("A"), make_body("B"))
    for serial in range(1, count + 1):
        item = make_item(conference, presenter=world.chamber_a)
        make_decision(conference, world.chamber_a, agenda_item=item, number=f"B 2026/{serial:02d}")
        make_task(conference, world.chamber_a, agenda_item=item)
    client = sign_in(world.partner_a)
    client.get(conference.get_absolute_url(), secure=True)  # the first request of a session writes to it

    with django_assert_num_queries(9):
        client.get(conference.get_absolute_url(), secure=True)


# --- what is shown to whom ----------------------------------------------------------------------------


CANARIES = ("MINUTES", "TITLE", "NOTES", "TEXT", "TASK", "OFFICE", "PROPOSED")


def test_canaries_stay_where_they_belong(world: World, sign_in) -> None:
    """S10: non-public parts with a seat only, the office's note with the office only."""
    conference = make_released(make_body("Muster-Allianz", world.partner_org_a), minutes="ZZ-MINUTES")
    secret = make_item(
        conference, title="ZZ-TITLE", notes="ZZ-NOTES", is_public=False, proposed_text="ZZ-PROPOSED"
    )
    decision = make_decision(
        conference, agenda_item=secret, number="B 2026/01", text="ZZ-TEXT", office_note="ZZ-OFFICE"
    )
    make_task(conference, world.chamber_b, agenda_item=secret, text="ZZ-TASK", decision=decision)
    shown = make_decision(
        conference, agenda_item=make_item(conference), number="B 2026/02", office_note="ZZ-OFFICE"
    )
    addresses = [
        conference.get_absolute_url(),
        shown.get_absolute_url(),
        *map(reverse, ("home", "conferences:list", "conferences:decisions")),
        reverse("conferences:tasks") + "?whose=all&state=all",
        reverse("search") + "?q=ZZ-",
    ]
    found = {}
    for name in ("partner_a", "partner_b", "office"):
        client = sign_in(getattr(world, name))
        pages = "".join(client.get(address, secure=True).content.decode() for address in addresses)
        found[name] = {word for word in CANARIES if f"ZZ-{word}" in pages}

    assert found == {
        "partner_a": {"MINUTES", "TITLE", "NOTES", "TEXT", "TASK"},
        "partner_b": set(),
        "office": {"MINUTES", "TITLE", "NOTES", "TEXT", "TASK", "OFFICE"},
    }
    assert sign_in(world.partner_b).get(decision.get_absolute_url(), secure=True).status_code == 404


def test_notes_are_read_after_the_release_only(world: World, sign_in) -> None:
    conference = make_conference(state=ConferenceState.HELD)
    make_item(conference, notes="ZZ-NOTES", outcome=Outcome.INFORMATION)
    make_decision(conference, text="ZZ-TEXT", number="B 2026/01")
    client = sign_in(world.partner_a)

    before = client.get(conference.get_absolute_url(), secure=True).content.decode()
    Conference.objects.filter(pk=conference.pk).update(minutes_released_at=conference.starts_at)
    after = client.get(conference.get_absolute_url(), secure=True).content.decode()

    assert "ZZ-" not in before
    assert "ZZ-NOTES" in after and "ZZ-TEXT" in after


def test_minutes_are_formatted_and_harmless(world: World, sign_in) -> None:
    conference = make_conference(state=ConferenceState.HELD, minutes="**wichtig** <script>alert(1)</script>")

    page = sign_in(world.office).get(conference.get_absolute_url(), secure=True).content.decode()

    assert "<strong>wichtig</strong>" in page
    assert "<script>alert" not in page


# --- saving -------------------------------------------------------------------------------------------

HEAD = {
    "title": "Herbstkonferenz",
    "starts_at": "2026-10-22T14:00",
    "ends_at": "2026-10-22T17:00",
    "place": "Künzelsau",
    "agenda": "standard",
    "version": "1",
}


def test_create_with_the_standard_agenda(world: World, sign_in) -> None:
    lead, other = make_body("Muster-Allianz"), make_body("Muster-Bündnis")
    data = HEAD | {"lead": lead.pk, "others": [other.pk, lead.pk]}

    sign_in(world.office).post(reverse("conferences:create"), data, secure=True)
    sign_in(world.office).post(reverse("conferences:create"), data | {"agenda": "empty"}, secure=True)

    first, second = Conference.objects.order_by("pk")
    assert (first.slug, second.slug) == ("2026-10-22", "2026-10-22-2")
    assert [seat.body for seat in first.body_seats.all()] == [lead, other]
    assert (first.agenda.count(), second.agenda.count()) == (10, 0)
    assert Event.objects.filter(verb="created").count() == 2


def test_the_end_lies_after_the_beginning(world: World, sign_in) -> None:
    data = HEAD | {"lead": make_body().pk, "ends_at": "2026-10-22T13:00"}

    answer = sign_in(world.office).post(reverse("conferences:create"), data, secure=True)

    assert set(answer.context["form"].errors) == {"ends_at"}
    assert Conference.objects.count() == 0


def test_a_new_day_moves_the_address_only_before_the_invitation(world: World, sign_in) -> None:
    body = make_body()
    planned = make_conference(body, state=ConferenceState.PLANNED, slug="2026-10-22")
    invited = make_conference(body, slug="2026-10-22-2")
    data = HEAD | {"lead": body.pk, "starts_at": "2026-11-05T14:00", "ends_at": "2026-11-05T17:00"}
    client = sign_in(world.office)

    for conference in (planned, invited):
        client.post(reverse("conferences:edit", args=[conference.slug]), data, secure=True)

    slugs = Conference.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["2026-11-05", "2026-10-22-2"]


def test_a_stale_save_of_the_minutes_overwrites_nothing(world: World, sign_in) -> None:
    """L01: 409 with both texts; what was typed is kept."""
    conference = make_conference(state=ConferenceState.HELD)
    url, client = reverse("conferences:minutes", args=[conference.slug]), sign_in(world.office)
    client.post(url, {"minutes": "erste Fassung", "version": "1"}, secure=True)

    answer = client.post(url, {"minutes": "zweite Fassung", "version": "1"}, secure=True)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "erste" in page and "zweite Fassung" in page
    assert Conference.objects.get(pk=conference.pk).minutes == "erste Fassung"


def test_the_same_save_twice_is_no_conflict(world: World, sign_in) -> None:
    conference = make_conference(state=ConferenceState.HELD)
    url, client = reverse("conferences:minutes", args=[conference.slug]), sign_in(world.office)

    answers = [client.post(url, {"minutes": "Text", "version": "1"}, secure=True) for _twice in (1, 2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Event.objects.filter(verb="minutes_edited").count() == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "conferences:edit",
            {"title": "Neu", "starts_at": "2026-10-22T14:00", "ends_at": "2026-10-22T17:00"},
        ),
    ],
)
def test_a_stale_save_of_the_head(world: World, sign_in, name: str, data: dict) -> None:
    body = make_body()
    conference = make_conference(body)
    Conference.objects.filter(pk=conference.pk).update(version=2, title="Anders")
    url = reverse(name, args=[conference.slug])

    answer = sign_in(world.office).post(url, data | {"lead": body.pk, "version": "1"}, secure=True)

    assert answer.status_code == 409
    labels = [difference.label for difference in answer.context["differences"]]
    assert len(labels) == 1


def test_events_tell_that_secret_texts_changed_but_not_how(world: World, sign_in) -> None:
    decision = make_decision(make_released(), number="B 2026/01")
    url = reverse("conferences:decision_edit", args=[decision.ref])

    sign_in(world.office).post(
        url, {"office_note": "ZZ-OFFICE", "delay_reason": "Personal fehlt", "version": "1"}, secure=True
    )

    changes = Event.objects.get(verb="edited").changes
    assert changes == {"delay_reason": ["", "Personal fehlt"], "office_note": []}


@pytest.mark.parametrize(
    ("state", "released", "expected"),
    [
        (ConferenceState.INVITED, False, DecisionForm),
        (ConferenceState.HELD, False, ClosedDecisionForm),
        (ConferenceState.HELD, True, FollowUpForm),
    ],
)
def test_what_of_a_decision_may_still_change(world: World, sign_in, state, released, expected) -> None:
    decision = make_decision(make_conference(state=state, released=released))

    page = sign_in(world.office).get(reverse("conferences:decision_edit", args=[decision.ref]), secure=True)

    assert type(page.context["form"]) is expected


def test_released_wording_never_changes(world: World, sign_in) -> None:
    """S11, L05: fields that the form does not offer are ignored, whatever is sent."""
    decision = make_decision(make_released(), number="B 2026/01", text="beschlossen")
    url = reverse("conferences:decision_edit", args=[decision.ref])
    sent = {"text": "anders", "result": "rejected", "number": "B 1999/01", "state": "done", "version": "1"}

    sign_in(world.office).post(url, sent, secure=True)

    found = Decision.objects.values_list("text", "result", "number", "state").get()
    assert found == ("beschlossen", "unanimous", "B 2026/01", "open")


def test_recording_a_decision(world: World, sign_in) -> None:
    """S11: a number sent along is not taken; measures and amended decision come by their numbers."""
    old = make_decision(make_released(), number="B 2026/01")
    measure = make_measure(state=MeasureState.PUBLISHED)
    conference = make_conference()
    item = make_item(conference, number="8", proposed_text="Vorschlag")
    url = reverse("conferences:decision_add", args=[conference.slug])
    client = sign_in(world.office)
    sent = {
        "agenda_item": item.pk,
        "text": "Wir tun es.",
        "result": "majority",
        "votes": "12 dafür",
        "is_public": "on",
        "responsible": [world.partner_org_b.pk],
        "measures": f" {measure.number.lower()} , ",
        "amends": "B 2026/01",
        "number": "B 2026/99",
        "sequence": "99",
        "state": "done",
    }

    preset = client.get(f"{url}?top={item.position}", secure=True).content.decode()
    client.post(url, sent, secure=True)

    decision = Decision.objects.get(text="Wir tun es.")
    assert "Vorschlag" in preset
    assert (decision.number, decision.sequence, decision.state) == ("", 0, "open")
    assert (decision.label, decision.amends) == ("TOP 8-1", old)
    assert list(decision.measures.all()) == [measure]
    item.refresh_from_db()
    assert item.outcome == Outcome.DECISION


@pytest.mark.parametrize("wrong", [{"measures": "M-1999-001"}, {"amends": "B 1999/01"}, {"text": ""}])
def test_what_a_decision_refuses(world: World, sign_in, wrong: dict) -> None:
    conference = make_conference()
    url = reverse("conferences:decision_add", args=[conference.slug])
    sent = {"agenda_item": make_item(conference).pk, "text": "Text", "result": "unanimous", "is_public": "on"}

    answer = sign_in(world.office).post(url, sent | wrong, secure=True)

    assert set(answer.context["form"].errors) == set(wrong)
    assert Decision.objects.count() == 0


def test_a_non_public_decision_goes_only_to_those_who_may_read_it(world: World, sign_in) -> None:
    conference = make_conference(make_body("Muster-Allianz", world.partner_org_a))
    url = reverse("conferences:decision_add", args=[conference.slug])
    sent = {"agenda_item": make_item(conference).pk, "text": "Text", "result": "unanimous"}
    client = sign_in(world.office)

    refused = client.post(url, sent | {"responsible": [world.partner_org_b.pk]}, secure=True)
    taken = client.post(url, sent | {"responsible": [world.partner_org_a.pk]}, secure=True)

    assert set(refused.context["form"].errors) == {"responsible"}
    assert taken.status_code == 302


def test_a_decision_recorded_by_mistake_can_be_removed_before_the_closing(world: World, sign_in) -> None:
    fresh, closed = make_decision(make_conference()), make_decision(make_released(), number="B 2026/01")
    client = sign_in(world.office)

    for decision in (fresh, closed):
        client.post(reverse("conferences:decision_remove", args=[decision.ref]), secure=True)

    assert list(Decision.objects.all()) == [closed]


def test_changing_which_decision_is_amended(world: World, sign_in) -> None:
    released = make_released()
    old, older = (make_decision(released, number=f"B 2026/0{serial}") for serial in (2, 1))
    decision = make_decision(make_conference(), amends=old)
    url, client = reverse("conferences:decision_edit", args=[decision.ref]), sign_in(world.office)
    sent = {"agenda_item": decision.agenda_item_id, "text": "Text", "result": "unanimous", "version": "1"}

    page = client.get(url, secure=True).content.decode()
    client.post(url, sent | {"amends": "B 2026/01"}, secure=True)

    decision.refresh_from_db()
    assert 'value="B 2026/02"' in page
    assert decision.amends == older
    assert Event.objects.get(verb="edited").changes["amends"] == ["B 2026/02", "B 2026/01"]


def test_moving_a_decision_to_another_item(world: World, sign_in) -> None:
    conference = make_conference()
    first, second = make_item(conference), make_item(conference)
    make_decision(conference, agenda_item=second)
    decision = make_decision(conference, agenda_item=first)
    sent = {"agenda_item": second.pk, "text": "Text", "result": "unanimous", "version": "1"}

    sign_in(world.office).post(reverse("conferences:decision_edit", args=[decision.ref]), sent, secure=True)

    decision.refresh_from_db()
    assert decision.label == "TOP 2-2"


def test_recording_a_task_and_ticking_it_off(world: World, sign_in) -> None:
    conference = make_released()
    Conference.objects.filter(pk=conference.pk).update(minutes_released_at=None)
    sent = {
        "organisation": world.partner_org_a.pk,
        "text": "Liste anlegen",
        "due_on": "2026-12-01",
        "agenda_item": make_item(conference).pk,
        "number": "A-1999-001",
    }

    sign_in(world.office).post(reverse("conferences:task_add", args=[conference.slug]), sent, secure=True)
    Conference.objects.filter(pk=conference.pk).update(minutes_released_at=conference.starts_at)
    task = ActionItem.objects.get()
    sign_in(world.partner_a).post(reverse("conferences:task_tick_off", args=[task.number]), secure=True)

    task.refresh_from_db()
    assert task.number == "A-2026-001"
    assert (task.state, task.done_by) == ("done", world.partner_a.user)


def test_reopening_needs_a_reason(world: World, sign_in) -> None:
    decision = make_decision(make_released(), number="B 2026/01", state="reported_done")

    sign_in(world.office).post(reverse("conferences:decision_reopen", args=[decision.ref]), secure=True)

    assert Decision.objects.get().state == "reported_done"
