"""Rounds: who is asked, who is reminded and when, who has answered, what the document says."""

import io
from contextlib import suppress
from datetime import datetime, time, timedelta

import docx
import pytest
from django.utils import timezone
from pypdf import PdfReader

from measures.actions.report_reminders import ask_for_due_reports, remind_in_rounds
from measures.actions.reports import Given, file_report
from measures.actions.rounds import close_round, start_round
from measures.mails import report_asked, report_due, report_reminder
from measures.models import Measure, Reading, ReportRound, RoundRequest, StatusReport, Target
from measures.report_recipients import recipients_of
from measures.round_document import round_document
from measures.rounds import requests_of
from measures.states import ROUND_WORKFLOW, FocusArea, Light, MeasureState, Progress, RoundState
from portal.areas import SkipMail
from portal.digests.models import DigestSubscription, OutgoingMail
from portal.digests.states import Frequency
from portal.documents import render
from portal.models import SignedLink
from portal.partners.states import Role
from portal.workflow import TransitionRefused
from tests.factories import World, make_membership, make_organisation
from tests.measures.factories import make_indicator, make_measure, make_report, make_round

TODAY = timezone.localdate()
DEADLINE = TODAY + timedelta(days=20)
LIST = "/massnahmen/sachstandsabfragen/"
FRAME = {
    "title": "Sachstände zur Konferenz",
    "occasion": "Konferenz im Oktober",
    "deadline": DEADLINE.isoformat(),
    "first_reminder": 7,
    "second_reminder": 2,
    "focus": [1, 2, 3],
    "version": 1,
}


def at(days: int, hour: int = 9) -> datetime:
    """That many days from today, in the morning."""
    return timezone.make_aware(datetime.combine(TODAY + timedelta(days=days), time(hour)))


@pytest.fixture
def led(world: World) -> Measure:
    return make_measure("Lotsen", lead=world.partner_org_a, state=MeasureState.PUBLISHED)


@pytest.fixture
def silent(world: World) -> Measure:
    """Led by an organisation without anybody in the portal."""
    values = {"state": MeasureState.PUBLISHED, "focus_area": FocusArea.DIGITALISATION}
    return make_measure("Werkstatt", lead=make_organisation("Muster-Stumm"), **values)


@pytest.fixture
def opened(world: World, led: Measure, silent: Measure) -> ReportRound:
    round_ = make_round(led, silent, deadline=DEADLINE)
    start_round(round_, by=world.actor("office"))
    return round_


def kinds() -> list[str]:
    return list(OutgoingMail.objects.order_by("pk").values_list("kind", flat=True))


def answer(measure: Measure, world: World, **values: object) -> StatusReport:
    latest = measure.reports.first()
    given = {"light": "amber", "reason": "Stellen fehlen.", "progress": "running", "done": "21 Besuche."}
    given |= {"next_steps": "Ausschreibung.", "values": {}} | values
    now = given.pop("now", None)
    base = str(latest.key) if latest else ""
    return file_report(measure, Given(**given), base=base, by=world.actor("partner_a"), now=now)


# --- whom a mail goes to ----------------------------------------------------------------------------------


def addresses(organisation) -> list[str]:
    return [one.address for one in recipients_of([organisation.pk]).get(organisation.pk, [])]


def test_partners_and_the_mailbox_are_asked(world: World) -> None:
    organisation = world.partner_org_a
    make_membership(Role.ADVISER, organisation)
    make_membership(Role.DPO, organisation)
    organisation.email = "postfach@muster.example"
    organisation.save()

    assert addresses(organisation) == [world.partner_a.user.email, "postfach@muster.example"]


def test_advisers_are_asked_where_nobody_else_is(world: World) -> None:
    members = (world.adviser_a, world.deputy_a, world.colleague_a)

    assert addresses(world.chamber_a) == [member.user.email for member in members]


def test_who_takes_no_digest_is_not_mailed(world: World) -> None:
    DigestSubscription.objects.create(membership=world.partner_a, frequency=Frequency.NEVER)

    assert addresses(world.partner_org_a) == []


# --- preparing and starting -------------------------------------------------------------------------------


def test_the_office_prepares_chooses_and_starts(world: World, led, silent, sign_in) -> None:
    make_measure("Geplant", state=MeasureState.PUBLISHED, progress=Progress.PLANNED)
    make_measure("Entwurf")
    office = sign_in(world.office)

    page = office.post(f"{LIST}neu/", FRAME, secure=True, follow=True)
    rows = page.context["requests"]
    assert [(row.title, row.mails) for row in rows] == [("Lotsen", 1), ("Werkstatt", 0)]
    assert [row.title for row in page.context["nobody"]] == ["Werkstatt"]
    assert kinds() == []

    address = ReportRound.objects.get().get_absolute_url()
    office.post(f"{address}auswahl/", {"asks": [rows[0].key]}, secure=True)
    page = office.post(f"{address}starten/", secure=True, follow=True)

    assert [row.title for row in page.context["requests"]] == ["Lotsen"]
    assert kinds() == ["report_asked"]
    assert ReportRound.objects.get().state == RoundState.OPEN


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"deadline": (TODAY - timedelta(days=1)).isoformat()}, "deadline"),
        ({"second_reminder": 7}, "second_reminder"),
        ({"first_reminder": 0}, "first_reminder"),
        ({"focus": []}, "focus"),
        ({"title": ""}, "title"),
    ],
)
def test_refusals_of_the_frame(world: World, sign_in, values: dict, wrong: str) -> None:
    page = sign_in(world.office).post(f"{LIST}neu/", FRAME | values, secure=True)

    assert list(page.context["form"].errors) == [wrong]
    assert not ReportRound.objects.exists()


@pytest.mark.parametrize("state", [RoundState.OPEN, RoundState.CLOSED, RoundState.CANCELLED])
def test_a_round_starts_once(world: World, led, state: str) -> None:
    round_ = make_round(led, state=state, started_at=timezone.now())

    with pytest.raises(TransitionRefused):
        start_round(round_, by=world.actor("office"))
    assert kinds() == []


@pytest.mark.parametrize(
    ("step", "sources"),
    [("start", {"prepared"}), ("close", {"open"}), ("cancel", {"prepared", "open"})],
)
def test_every_step_from_every_state(world: World, step: str, sources: set[str]) -> None:
    moved = set()
    for state in RoundState.values:
        round_ = make_round(state=state, started_at=timezone.now())
        with suppress(TransitionRefused):
            ROUND_WORKFLOW.apply(round_, step, by=world.actor("office"))
            moved.add(state)

    assert moved == sources


def test_a_choice_with_a_forged_key_keeps_the_others(world: World, led, sign_in) -> None:
    round_ = make_round(led)
    key = str(round_.requests.get().key)

    sign_in(world.office).post(
        f"{round_.get_absolute_url()}auswahl/", {"asks": [key, "x", "\x00"]}, secure=True
    )

    assert round_.requests.get().asks is True


def test_nothing_starts_with_nothing_to_ask_or_too_late(world: World, led) -> None:
    for round_ in (make_round(), make_round(led, deadline=TODAY - timedelta(days=1))):
        with pytest.raises(TransitionRefused):
            start_round(round_, by=world.actor("office"))


# --- reminders --------------------------------------------------------------------------------------------


def test_two_reminders_each_once(world: World, opened: ReportRound) -> None:
    sent = {}
    for day in range(21):
        for hour in (9, 10):  # the sweep runs every five minutes
            remind_in_rounds(at(day, hour))
        sent[day] = len(kinds())

    assert [day for day in sent if sent[day] != sent.get(day - 1, 1)] == [13, 18]
    assert kinds() == ["report_asked", "report_reminder", "report_reminder"]
    assert not OutgoingMail.objects.filter(membership__organisation__short_name="Muster-Stumm").exists()


def test_who_has_answered_is_not_reminded(world: World, opened, led) -> None:
    answer(led, world)

    remind_in_rounds(at(13))
    remind_in_rounds(at(18))

    assert kinds() == ["report_asked"]


def test_a_missed_first_reminder_is_not_sent_with_the_second(world: World, opened) -> None:
    remind_in_rounds(at(18))
    remind_in_rounds(at(19))

    assert kinds() == ["report_asked", "report_reminder"]


def test_a_short_round_does_not_remind_at_once(world: World, led) -> None:
    round_ = make_round(led, deadline=TODAY + timedelta(days=5))
    start_round(round_, by=world.actor("office"))

    remind_in_rounds(at(0, 23))
    assert kinds() == ["report_asked"]
    remind_in_rounds(at(3))
    assert kinds() == ["report_asked", "report_reminder"]


def test_a_later_deadline_reminds_anew(world: World, opened, sign_in) -> None:
    remind_in_rounds(at(13))
    later = DEADLINE + timedelta(days=10)

    sign_in(world.office).post(
        f"{opened.get_absolute_url()}bearbeiten/",
        FRAME | {"deadline": later.isoformat(), "version": 2},
        secure=True,
    )
    remind_in_rounds(at(18))
    remind_in_rounds(at(23))

    assert ReportRound.objects.get().deadline == later
    assert kinds() == ["report_asked", "report_reminder", "report_reminder"]


def test_nobody_is_reminded_of_a_closed_round(world: World, opened) -> None:
    close_round(opened, by=world.actor("office"))

    remind_in_rounds(at(13))

    assert kinds() == ["report_asked"]


# --- mails ------------------------------------------------------------------------------------------------


def test_the_mail_of_a_round_has_the_link_and_no_name(world: World, opened, led) -> None:
    mail = OutgoingMail.objects.select_related("user", "membership").get()

    body = report_asked(mail)

    assert led.number in body.subject
    assert "/massnahmen/l/" in body.text
    assert not [name for name in (world.partner_a.user.name, world.office.user.name) if name in body.text]
    assert SignedLink.objects.get().recipient == world.partner_a.user.email


def test_a_mail_without_a_reason_is_skipped(world: World, opened, led) -> None:
    mail = OutgoingMail.objects.select_related("user", "membership").get()
    answer(led, world)
    with pytest.raises(SkipMail):
        report_reminder(mail)

    RoundRequest.objects.update(report=None, answered_at=None)
    Measure.objects.filter(pk=led.pk).update(lead=world.partner_org_b)
    with pytest.raises(SkipMail):
        report_reminder(mail)

    Measure.objects.filter(pk=led.pk).update(lead=world.partner_org_a)
    close_round(opened, by=world.actor("office"))
    with pytest.raises(SkipMail):
        report_reminder(mail)
    assert not SignedLink.objects.exists()


def test_a_due_sachstand_is_mailed_once_and_once_more(world: World, led) -> None:
    due = TODAY - timedelta(days=3)
    Measure.objects.update(light_on=due, report_every_months=1)
    row = Measure.objects.with_report_due(TODAY).get()
    first = (row.report_due_on - TODAY).days

    sent = {}
    for day in range(first - 1, first + 30):
        ask_for_due_reports(at(day))
        ask_for_due_reports(at(day, 10))
        sent[day] = len(kinds())

    assert [day for day in sent if sent[day] != sent.get(day - 1, 0)] == [first, first + 14]
    assert kinds() == ["report_due", "report_due"]


def test_the_rhythm_waits_for_an_open_round(world: World, led) -> None:
    Measure.objects.update(light_on=TODAY - timedelta(days=190))
    start_round(make_round(led), by=world.actor("office"))

    ask_for_due_reports(at(0))

    assert kinds() == ["report_asked"]


def test_the_due_mail_is_skipped_once_reported(world: World, led) -> None:
    Measure.objects.update(light_on=TODAY - timedelta(days=190))
    ask_for_due_reports(at(0))
    mail = OutgoingMail.objects.select_related("user", "membership").get()
    assert led.number in report_due(mail).subject

    answer(led, world)

    with pytest.raises(SkipMail):
        report_due(mail)


# --- answers ----------------------------------------------------------------------------------------------


def test_a_report_answers_every_open_round(world: World, opened, led, silent) -> None:
    closed = make_round(led, state=RoundState.CLOSED, started_at=timezone.now())

    first = answer(led, world)
    newest = answer(led, world, done="Berichtigt.")

    asked = RoundRequest.objects.get(round=opened, measure=led)
    assert (asked.report, asked.answered_at) == (newest, first.reported_at)
    assert RoundRequest.objects.get(round=closed).report is None
    assert RoundRequest.objects.get(measure=silent).answered_at is None


def test_an_answer_after_the_deadline_is_late(world: World, opened, led) -> None:
    answer(led, world, now=at(21))

    row = next(row for row in requests_of(ReportRound.objects.get()) if row.number == led.number)
    assert row.answer[:2] == ("warn", "clock")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_round_takes_seven_statements(
    rows: int, world, sign_in, django_assert_num_queries
) -> None:
    measures = [make_measure(lead=world.partner_org_a, state=MeasureState.PUBLISHED) for _row in range(rows)]
    round_ = make_round(*measures)
    client = sign_in(world.office)
    client.get("/massnahmen/", secure=True)

    with django_assert_num_queries(7):
        client.get(round_.get_absolute_url(), secure=True)
    with django_assert_num_queries(5):
        client.get(LIST, secure=True)


# --- the document -----------------------------------------------------------------------------------------


@pytest.fixture
def collected(world: World, opened, led) -> ReportRound:
    indicator = make_indicator(led, "Beratene Betriebe")
    for organisation, value in ((world.partner_org_a, 40), (world.partner_org_b, 22)):
        Reading.objects.create(indicator=indicator, organisation=organisation, read_on=TODAY, value=value)
    Target.objects.create(indicator=indicator, due_on=TODAY + timedelta(days=30), value=80)
    answer(led, world)
    return opened


def test_the_word_file_has_headings_by_focus_area(collected, led, silent) -> None:
    file = docx.Document(
        io.BytesIO(render(round_document(collected, TODAY, "Muster-Geschäftsstelle"), "docx"))
    )

    headings = [(p.style.name, p.text) for p in file.paragraphs if p.style.name.startswith("Heading")]
    assert [style for style, _text in headings] == [
        "Heading 1", "Heading 2", "Heading 3", "Heading 2", "Heading 3", "Heading 2",
    ]  # fmt: skip
    assert headings[2][1] == f"{led.number} Lotsen"
    assert headings[4][1] == f"{silent.number} Werkstatt"
    cells = [[cell.text for cell in row.cells] for table in file.tables for row in table.rows]
    assert any("Stellen fehlen." in text for row in cells for text in row)
    figures = next(row for row in cells if row[0] == "Beratene Betriebe")
    assert figures[1:3] == ["62", "80"]
    assert [silent.number, "Werkstatt", "Muster-Stumm"] in cells


def test_the_pdf_is_tagged(collected, led) -> None:
    data = render(round_document(collected, TODAY, "Muster-Geschäftsstelle"), "pdf")

    reader = PdfReader(io.BytesIO(data))
    root = reader.trailer["/Root"]
    text = "".join(page.extract_text() for page in reader.pages)
    assert root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]).startswith("de")
    assert reader.metadata.title == collected.title
    assert led.number in text
    assert "Stellen fehlen." in text


def test_the_document_of_an_empty_round(world: World) -> None:
    assert render(round_document(make_round(), TODAY, "Muster-Geschäftsstelle"), "pdf").startswith(b"%PDF")


def test_a_report_without_a_light_says_how_far_it_is(world: World, opened, led) -> None:
    report = answer(led, world, light=Light.NONE, reason="", progress=Progress.PLANNED)

    assert report.light_words == ""
    assert render(round_document(opened, TODAY, "Muster-Geschäftsstelle"), "docx")


@pytest.mark.parametrize("rows", [1, 3])
def test_the_document_takes_four_statements(rows: int, world, django_assert_num_queries) -> None:
    measures = [make_measure(lead=world.partner_org_a, state=MeasureState.PUBLISHED) for _row in range(rows)]
    for measure in measures:
        make_indicator(measure)
        make_report(measure)

    round_ = make_round(*measures)
    with django_assert_num_queries(4):
        round_document(round_, TODAY, "Muster-Geschäftsstelle")
