"""What others propose: how it lands, what is taken over, what both sides see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from measures import area
from measures.actions import drafts, measures
from measures.models import Measure, MeasureDraft
from measures.states import DraftState, MeasureState
from portal.workflow import TransitionRefused
from tests.factories import World
from tests.measures.factories import make_draft, make_measure, make_proposal, opened_on

PUBLISHED = {"state": MeasureState.PUBLISHED}
FORM = {"focus_area": "1", "progress": "running", "summary": "Was sie tut.", "lead_text": "Muster-Verbund"}


@pytest.fixture
def measure(world: World) -> Measure:
    return make_measure("Lotsen", **PUBLISHED)


def sections(world: World, name: str) -> dict[str, list[str]]:
    found = area.dashboard(world.actor(name), timezone.localdate())
    return {section.title: [item.why for item in section.items] for section in found if section}


def mailed(world: World, name: str) -> dict[str, list[str]]:
    end = timezone.now() + timedelta(minutes=1)
    found = area.digest(world.actor(name), end - timedelta(days=7), end)
    return {section.title: [item.why for item in section.items] for section in found if section}


def test_a_proposal_lands_beside_the_text(world: World, measure: Measure, sign_in) -> None:
    form = FORM | {"title": "Besser", "period_start": "2026-01-01", "version": opened_on(measure)}
    extra = {"reason": "Muster-Grund", "needs_check": "on", "light": "red", "state": "published"}

    response = sign_in(world.partner_b).post(
        f"{measure.get_absolute_url()}aenderung-vorschlagen/", form | extra, secure=True
    )

    proposal = MeasureDraft.objects.get()
    assert response.url == proposal.get_absolute_url()
    assert (proposal.state, proposal.organisation) == (DraftState.PROPOSED, world.partner_org_b)
    assert (proposal.head.content["title"], proposal.head.content["needs_check"]) == ("Besser", False)
    assert Measure.objects.get().title == "Lotsen"


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"title": "Lotsen"}], ids=["no reason", "nothing changed"])
def test_a_proposal_without_reason_or_change_keeps_what_was_typed(
    wrong: dict, world: World, measure: Measure, sign_in
) -> None:
    form = FORM | {"title": "Besser", "period_start": "2026-01-01", "reason": "Muster-Grund"} | wrong

    response = sign_in(world.partner_b).post(
        f"{measure.get_absolute_url()}aenderung-vorschlagen/", form, secure=True
    )

    assert (response.status_code, MeasureDraft.objects.count()) == (200, 0)
    assert list(response.context["form"].errors) == ["reason"]
    assert form["title"] in response.content.decode()


@pytest.mark.parametrize("step", [measures.archive_measure, measures.unpublish_measure])
def test_a_proposal_for_what_is_no_longer_published_is_kept_on_the_page(
    step, world: World, measure: Measure, sign_in
) -> None:
    """L05: archived or taken back while the partner was typing; the lead still sees its draft."""
    Measure.objects.update(lead=world.partner_org_a)
    client, token = sign_in(world.partner_a), opened_on(measure)
    step(measure, by=world.actor("editor"))
    form = FORM | {"title": "Mühsam getippt", "reason": "Muster-Grund", "version": token}

    response = client.post(f"{measure.get_absolute_url()}aenderung-vorschlagen/", form, secure=True)

    assert (response.status_code, MeasureDraft.objects.filter(state="proposed").count()) == (409, 0)
    assert "Mühsam getippt" in response.content.decode()


def test_taking_over_lays_only_what_was_proposed_over_the_draft(world: World, measure: Measure) -> None:
    by = world.actor("editor")
    proposal = make_proposal(measure, world.actor("partner_a"), title="Besser", funding="Land")
    make_draft(measure, by, summary="Neue Zusammenfassung.")

    draft = drafts.take_over(proposal, ["title"], by=by)

    text = draft.head.content
    assert (text["title"], text["summary"], text["funding"]) == ("Besser", "Neue Zusammenfassung.", "")
    assert (draft.head.based_on, draft.head.reason) == (proposal.head, "Muster-Grund")
    proposal.refresh_from_db()
    assert (proposal.state, Measure.objects.get().title) == (DraftState.TAKEN, "Lotsen")


def test_what_changed_since_is_said_and_not_ticked(world: World, measure: Measure, sign_in) -> None:
    by = world.actor("editor")
    proposal = make_proposal(measure, world.actor("partner_a"), title="Besser", funding="Land")
    make_draft(measure, by, title="Anders")

    response = sign_in(world.editor).get(proposal.get_absolute_url(), secure=True)

    assert response.context["take"].fields["fields_taken"].initial == ["funding"]
    assert [one.name for one in response.context["since"].changed] == ["title"]


def test_a_proposal_waits_while_the_draft_is_in_review(world: World, measure: Measure) -> None:
    by = world.actor("editor")
    proposal = make_proposal(measure, world.actor("partner_a"), title="Besser")
    draft = make_draft(measure, by, summary="Neu.")
    drafts.submit_draft(draft, version=1, by=by)

    with pytest.raises(TransitionRefused):
        drafts.take_over(proposal, ["title"], by=by)

    proposal.refresh_from_db()
    assert proposal.state == DraftState.PROPOSED


def test_archiving_answers_open_proposals(world: World, measure: Measure) -> None:
    proposal = make_proposal(measure, world.actor("partner_a"), title="Besser")

    measures.archive_measure(measure, by=world.actor("editor"))

    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer != "") == (DraftState.DECLINED, True)


def test_both_sides_see_how_a_proposal_stands(world: World, measure: Measure) -> None:
    by, partner = world.actor("editor"), "partner_a"
    proposal = make_proposal(measure, world.actor(partner), title="Besser")
    open_there, open_here = sections(world, "editor"), sections(world, partner)
    mail_there, mail_here = mailed(world, "editor"), mailed(world, partner)

    drafts.decline_proposal(proposal, "Steht schon im Text.", by=by)

    assert "Muster-Wirtschaftsförderung" in str(open_there) and "Muster-Wirtschaftsförderung" in str(
        mail_there
    )
    assert (len(open_here), mail_here) == (1, {})
    assert sections(world, "editor") == {}
    assert "Steht schon im Text." in str(sections(world, partner))
    assert "Steht schon im Text." in str(mailed(world, partner))
    assert sections(world, "partner_b") == {}


def test_a_draft_in_review_waits_for_every_editor(world: World, measure: Measure) -> None:
    by = world.actor("editor")
    draft = make_draft(measure, by, title="Zwei")
    own = sections(world, "editor")
    drafts.submit_draft(draft, version=1, by=by)

    waiting = sections(world, "editor")

    assert len(own) == len(waiting) == 1
    assert own != waiting
    assert list(mailed(world, "editor")) == list(waiting)


@pytest.mark.parametrize("rows", [1, 3])
def test_a_proposal_takes_six_statements(
    rows: int, world: World, measure: Measure, sign_in, django_assert_num_queries
) -> None:
    changes = dict(list({"title": "Besser", "funding": "Land", "summary": "Neu."}.items())[:rows])
    proposal = make_proposal(measure, world.actor("partner_a"), **changes)
    client = sign_in(world.editor)
    client.get("/massnahmen/", secure=True)

    with django_assert_num_queries(6):
        assert client.get(proposal.get_absolute_url(), secure=True).status_code == 200
