"""Form and review of a draft as the browser gets them; what was typed is never lost."""

import pytest
from django.test import Client

from measures.actions import drafts, measures
from measures.models import DraftComment, Measure, MeasureDraft
from measures.states import DraftState, MeasureState
from portal.partners.states import Role
from tests.factories import World, make_membership
from tests.measures.factories import make_draft, make_measure, opened_on

PUBLISHED = {"state": MeasureState.PUBLISHED}
FORM = {"focus_area": "1", "progress": "running", "summary": "Was sie tut.", "lead_text": "Muster-Verbund"}
FORM |= {"period_start": "2026-01-01", "title": "Mühsam getippt", "reason": "Muster-Grund"}


@pytest.fixture
def client(world: World, sign_in) -> Client:
    client = sign_in(world.editor)
    client.get("/massnahmen/", secure=True)
    return client


@pytest.fixture
def measure(world: World) -> Measure:
    return make_measure("Lotsen", **PUBLISHED)


def post(client: Client, measure: Measure, path: str, **data):
    return client.post(f"{measure.get_absolute_url()}{path}", data, secure=True)


def test_saving_a_published_measure_leads_to_its_draft(client: Client, measure: Measure) -> None:
    response = post(client, measure, "bearbeiten/", **FORM, version=opened_on(measure))

    assert response.url == f"{measure.get_absolute_url()}pruefung/"
    assert MeasureDraft.objects.get().head.reason == "Muster-Grund"
    page = client.get(measure.get_absolute_url(), secure=True)
    assert "Mühsam getippt" not in page.content.decode()
    assert "Mühsam getippt" in client.get(response.url, secure=True).content.decode()


def test_the_form_goes_on_where_the_draft_stands(client: Client, measure: Measure, world: World) -> None:
    make_draft(measure, world.actor("editor"), title="Zwei", supporters=[world.chamber_b.pk])

    form = client.get(f"{measure.get_absolute_url()}bearbeiten/", secure=True).context["form"]

    assert form["title"].value() == "Zwei"
    assert form["supporters"].value() == [world.chamber_b.pk]


@pytest.mark.parametrize(
    "happened", ["saved", "submitted", "published", "discarded", "unpublished", "archived"]
)
def test_whatever_happened_meanwhile_what_was_typed_is_kept(
    happened: str, client: Client, measure: Measure, world: World
) -> None:
    """L01, L05: 409, nothing overwritten, the text on the page, saving again works or is explained."""
    by = world.actor("editor")
    if happened in ("submitted", "published", "discarded"):
        draft = make_draft(measure, by, summary="Zwei.")
    token = opened_on(measure)
    {
        "saved": lambda: make_draft(measure, by, summary="Von jemand anderem."),
        "submitted": lambda: drafts.submit_draft(draft, version=1, by=by),
        "published": lambda: measures.publish_measure(measure, by=by),
        "discarded": lambda: drafts.discard_draft(draft, version=1, by=by),
        "unpublished": lambda: measures.unpublish_measure(measure, by=by),
        "archived": lambda: measures.archive_measure(measure, by=by),
    }[happened]()
    texts = measure.revisions.count()

    response = post(client, measure, "bearbeiten/", **FORM, version=token)
    again = post(client, measure, "bearbeiten/", **FORM, version=response.context["form"].data["version"])

    assert response.status_code == 409
    assert "Mühsam getippt" in response.content.decode()
    assert again.status_code == (409 if happened == "archived" else 302)
    assert measure.revisions.count() == texts + (happened != "archived")


def test_the_conflict_shows_both_texts(client: Client, measure: Measure, world: World) -> None:
    token = opened_on(measure)
    make_draft(measure, world.actor("editor"), title="Von jemand anderem")

    html = post(client, measure, "bearbeiten/", **FORM, version=token).content.decode()

    assert "jemand" in html and "Mühsam" in html


def test_a_review_with_remarks_at_the_fields(client: Client, measure: Measure, world: World) -> None:
    draft = make_draft(measure, world.actor("editor"), title="Zwei")
    post(client, measure, "pruefung/geben/", version=draft.version)
    refused = post(client, measure, "pruefung/aenderungen/", version=2, comment="", at_title="")

    sent = post(client, measure, "pruefung/aenderungen/", version=2, comment="", at_title="Bitte kürzer.")

    assert (refused.status_code, list(refused.context["form"].errors)) == (200, ["comment"])
    assert sent.status_code == 302
    assert MeasureDraft.objects.get().state == DraftState.CHANGES
    form = client.get(f"{measure.get_absolute_url()}bearbeiten/", secure=True).context["form"]
    assert "Bitte kürzer." in form.fields["title"].help_text
    remark = DraftComment.objects.get()
    post(client, measure, "bearbeiten/", **FORM, version=opened_on(measure), resolved=[str(remark.key)])
    remark.refresh_from_db()
    assert remark.resolved_at is not None


def test_a_remark_cannot_bring_html_into_the_form(client: Client, measure: Measure, world: World) -> None:
    draft = make_draft(measure, world.actor("editor"), title="Zwei")
    drafts.submit_draft(draft, version=1, by=world.actor("editor"))
    drafts.request_changes(draft, {"title": "<img src=x>"}, version=2, by=world.actor("editor"))

    html = client.get(f"{measure.get_absolute_url()}bearbeiten/", secure=True).content.decode()

    assert "<img src=x>" not in html
    assert "&lt;img src=x&gt;" in html


def test_a_review_withdrawn_meanwhile_is_not_published(
    client: Client, measure: Measure, world: World
) -> None:
    by = world.actor("editor")
    draft = make_draft(measure, by, title="Zwei")
    drafts.submit_draft(draft, version=1, by=by)
    drafts.withdraw_draft(draft, version=2, by=by)

    response = client.post(
        f"{measure.get_absolute_url()}veroeffentlichen/", {"version": "2"}, secure=True, follow=True
    )

    assert [message.level_tag for message in response.context["messages"]] == ["warning"]
    assert Measure.objects.get().title == "Lotsen"


@pytest.mark.parametrize("step", ["pruefung/geben/", "pruefung/zurueckziehen/", "pruefung/aenderungen/"])
def test_a_step_on_a_draft_that_is_gone_says_so(step: str, client: Client, measure: Measure) -> None:
    response = client.post(f"{measure.get_absolute_url()}{step}", {"version": "1"}, secure=True, follow=True)

    assert [message.level_tag for message in response.context["messages"]] == ["warning"]


@pytest.mark.parametrize(("colleague", "hinted"), [(False, False), (True, True)])
def test_a_hint_where_a_colleague_could_review(
    colleague: bool, hinted: bool, client: Client, measure: Measure, world: World
) -> None:
    if colleague:
        make_membership(Role.EDITOR, world.chamber_a)
    draft = make_draft(measure, world.actor("editor"), title="Zwei")
    drafts.submit_draft(draft, version=1, by=world.actor("editor"))

    response = client.get(f"{measure.get_absolute_url()}pruefung/", secure=True)

    assert bool(response.context["hint"]) is hinted
    assert f"{measure.get_absolute_url()}veroeffentlichen/" in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_review_takes_ten_statements(
    rows: int, client: Client, measure: Measure, world: World, django_assert_num_queries
) -> None:
    draft = make_draft(measure, world.actor("editor"), title="Zwei")
    drafts.submit_draft(draft, version=1, by=world.actor("editor"))
    for number in range(rows):
        DraftComment.objects.create(draft=draft, text=f"Anmerkung {number}", organisation=world.chamber_a)

    with django_assert_num_queries(10):
        assert client.get(f"{measure.get_absolute_url()}pruefung/", secure=True).status_code == 200
