"""S25: the lead reports by the link in its mail; the link opens the form of one measure and nothing else."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from measures.actions.report_reminders import ask_for_due_reports
from measures.models import Measure, StatusReport
from measures.report_texts import REPORT
from measures.retention import LINKS
from measures.states import MeasureState, Via
from portal.activity.models import Event
from portal.digests.delivery import render_account
from portal.digests.models import OutgoingMail
from portal.links import issue
from portal.logs import LineFormatter
from portal.models import SignedLink
from tests.factories import World
from tests.measures.factories import make_measure, make_report

VALID = timedelta(days=60)
TODAY = timezone.localdate()
DATA = {"light": "green", "done": "Drei Termine.", "progress": "running"}


@pytest.fixture
def measure(world: World) -> Measure:
    return make_measure("Muster-Lotsen", lead=world.partner_org_a, state=MeasureState.PUBLISHED)


@pytest.fixture
def address(world: World) -> str:
    return world.partner_a.user.email


@pytest.fixture
def token(measure: Measure, address: str) -> str:
    return issue(REPORT, measure.pk, recipient=address, valid=VALID)


@pytest.fixture
def reader(db: None) -> Client:
    """Somebody with the mail in hand: no account, no cookie."""
    return Client()


def page_of(token: str) -> str:
    return reverse("measures:report_by_link", kwargs={"token": token})


def test_get_and_head_change_nothing(measure, token, reader) -> None:
    before = (Measure.objects.values().get(), SignedLink.objects.values().get())

    for _time in range(10):
        assert reader.get(page_of(token), secure=True).status_code == 200
        assert reader.head(page_of(token), secure=True).status_code == 200

    assert (Measure.objects.values().get(), SignedLink.objects.values().get()) == before
    assert not Event.objects.exists()
    assert not StatusReport.objects.exists()


def test_reporting_by_link(world: World, measure, token, reader, address, sign_in) -> None:
    answer = reader.post(page_of(token), DATA, secure=True)

    report, event = StatusReport.objects.get(), Event.objects.get()
    assert answer.status_code == 200
    assert address in answer.content.decode()
    assert (report.via, report.organisation, report.link.recipient) == (
        Via.LINK, world.partner_org_a, address,
    )  # fmt: skip
    assert (event.verb, event.via, event.user_id, event.note) == (
        "reported", "link", None, f"link {report.link_id}",
    )  # fmt: skip
    assert Measure.objects.get().light == "green"
    pages = {
        name: sign_in(getattr(world, name)).get(
            f"/massnahmen/{measure.number}/sachstaende/", secure=True
        ).content.decode()
        for name in ("office", "partner_a", "partner_b")
    }  # fmt: skip
    assert {name: address in page for name, page in pages.items()} == {
        "office": True, "partner_a": True, "partner_b": False,
    }  # fmt: skip


def test_the_same_sent_twice_is_once(measure, token, reader) -> None:
    answers = [reader.post(page_of(token), DATA, secure=True) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert StatusReport.objects.count() == 1


def test_somebody_else_was_faster(measure, token, reader) -> None:
    other = make_report(measure, done="Von Kollegen.")

    answer = reader.post(page_of(token), DATA, secure=True)

    assert answer.status_code == 409
    assert "Von Kollegen." in answer.content.decode()
    assert answer.context["form"]["done"].value() == "Drei Termine."
    assert reader.post(page_of(token), DATA | {"base": str(other.key)}, secure=True).status_code == 200
    assert StatusReport.objects.count() == 2


def test_bad_input_keeps_what_was_typed(token, reader) -> None:
    answer = reader.post(page_of(token), DATA | {"light": "red"}, secure=True)

    assert list(answer.context["form"].errors) == ["reason"]
    assert not StatusReport.objects.exists()


def test_whatever_is_wrong_looks_the_same(world: World, measure, token, reader, address) -> None:
    draft = make_measure(lead=world.partner_org_a)
    given = {"recipient": address, "valid": VALID}
    revoked = issue(REPORT, measure.pk, **given)
    SignedLink.objects.filter(pk=SignedLink.objects.latest("pk").pk).update(revoked_at=timezone.now())
    bad = [
        issue(REPORT, measure.pk, recipient=address, valid=timedelta(days=-1)),
        revoked,
        issue("offer", measure.pk, **given),
        issue(REPORT, 0, **given),
        issue(REPORT, draft.pk, **given),
        issue(REPORT, measure.pk, recipient="fremd@muster.example", valid=VALID),
        issue(REPORT, measure.pk, valid=VALID),
        "forged",
    ]

    answers = [call(page_of(one), secure=True) for one in bad for call in (reader.get, reader.post)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}) == 1
    assert not StatusReport.objects.exists()


def test_a_new_lead_or_an_ended_access_ends_the_link(world: World, measure, token, reader) -> None:
    world.partner_a.is_active = False
    world.partner_a.save()
    assert reader.get(page_of(token), secure=True).status_code == 404

    world.partner_a.is_active = True
    world.partner_a.save()
    Measure.objects.update(lead=world.partner_org_b)
    assert reader.get(page_of(token), secure=True).status_code == 404


def test_the_page_shows_this_measure_only(world: World, measure, token, reader, sign_in) -> None:
    make_measure("Muster-Andere", lead=world.partner_org_a, state=MeasureState.PUBLISHED)

    page = reader.get(page_of(token), secure=True).content.decode()
    signed_in = sign_in(world.office).get(page_of(token), secure=True).content.decode()

    assert "Muster-Lotsen" in page
    assert not [word for word in ("Muster-Andere", world.partner_a.user.name) if word in page]
    assert world.office.user.name not in signed_in


def test_the_editors_end_the_links(world: World, measure, token, reader, sign_in) -> None:
    sign_in(world.editor).post(reverse("measures:report_links_revoke", args=[measure.number]), secure=True)

    assert reader.get(page_of(token), secure=True).status_code == 404
    assert Event.objects.filter(verb="report_links_revoked").count() == 1


def test_posts_need_their_token_against_forgery(token) -> None:
    assert Client(enforce_csrf_checks=True).post(page_of(token), DATA, secure=True).status_code == 403


def test_no_token_in_a_log_line(token) -> None:
    record = logging.LogRecord("access", logging.INFO, "", 0, "GET %s 200", (page_of(token),), None)

    assert token not in LineFormatter().format(record)


def test_the_token_stands_in_the_mail_only(world: World, measure, reader) -> None:
    world.partner_org_a.email = "postfach@muster.example"
    world.partner_org_a.save()
    world.partner_a.delete()
    Measure.objects.update(light_on=TODAY - timedelta(days=200))

    ask_for_due_reports(timezone.now())

    mail = OutgoingMail.objects.get()
    text = render_account(mail).text
    token = re.search(r"/l/([\w-]+)/", text)[1]
    assert (mail.to_address, measure.number in text) == ("postfach@muster.example", True)
    assert reader.get(page_of(token), secure=True).status_code == 200
    rows = [SignedLink.objects.values_list(), OutgoingMail.objects.values_list(), Event.objects.values_list()]
    assert token not in str([list(found) for found in rows])


def test_the_address_goes_with_the_expired_link(measure, token, reader) -> None:
    reader.post(page_of(token), DATA, secure=True)
    now = timezone.now() + VALID + timedelta(days=LINKS.days + 1)

    LINKS.remove(LINKS.due(now - timedelta(days=LINKS.days), now))

    report = StatusReport.objects.get()
    assert (report.via, report.link, SignedLink.objects.count()) == (Via.LINK, None, 0)
