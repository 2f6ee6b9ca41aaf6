"""The Sachstand: what it changes, what the form asks, what happens when two report at once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from measures.actions.reports import Given, StaleReport, file_report
from measures.forms.reports import ReportForm
from measures.models import Measure, Reading, StatusReport, Target
from measures.report_figures import indicators_to_report
from measures.states import CountedBy, Light, MeasureState, Progress, Via
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.factories import World
from tests.measures.factories import make_indicator, make_measure, make_programme, make_report

TODAY = timezone.localdate()
DATA = {
    "light": "amber",
    "reason": "Zwei Stellen fehlen.",
    "done": "21 Betriebe besucht.",
    "next_steps": "Zweite Ausschreibung.",
    "progress": "running",
}


@pytest.fixture
def measure(world: World) -> Measure:
    return make_measure(lead=world.partner_org_a, state=MeasureState.PUBLISHED, light=Light.GREEN)


def given(**values: object) -> Given:
    return Given(**{**DATA, "values": {}} | values)


def page_of(measure: Measure) -> str:
    return f"/massnahmen/{measure.number}/sachstand/"


def form_of(measure: Measure, data: dict | None = None) -> ReportForm:
    return ReportForm(
        data,
        measure=measure,
        latest=measure.reports.first(),
        indicators=indicators_to_report(measure, measure.lead_id, TODAY),
    )


def post(client: Client, measure: Measure, **values: object):
    return client.post(page_of(measure), DATA | values, secure=True)


def test_a_report_changes_the_light_and_writes_its_event(world: World, measure: Measure, sign_in) -> None:
    answer = post(sign_in(world.partner_a), measure)

    row, report = Measure.objects.get(), StatusReport.objects.get()
    assert answer.status_code == 302
    assert (row.light, row.light_reason, row.light_on) == ("amber", "Zwei Stellen fehlen.", TODAY)
    assert (report.organisation, report.via, report.light_before) == (measure.lead, Via.WEB, Light.GREEN)
    assert (report.done, report.next_steps) == ("21 Betriebe besucht.", "Zweite Ausschreibung.")
    event = Event.objects.get(verb="reported")
    assert (event.number, event.user_id) == (measure.number, world.partner_a.user_id)
    assert event.changes["light"] == ["green", "amber"]


def test_the_version_moves_only_with_the_progress(world: World, measure: Measure, sign_in) -> None:
    """L04: a Sachstand does not disturb somebody who edits the text."""
    client = sign_in(world.partner_a)

    post(client, measure)
    assert Measure.objects.get().version == measure.version
    post(client, measure, progress="paused", base=StatusReport.objects.get().key)
    assert (Measure.objects.get().version, Measure.objects.get().progress) == (measure.version + 1, "paused")


def test_an_editor_speaks_for_the_lead(world: World, measure: Measure, sign_in) -> None:
    post(sign_in(world.editor), measure)

    report = StatusReport.objects.get()
    assert (report.organisation, report.via) == (world.partner_org_a, Via.EDITORS)


def test_actual_values_are_stored_for_the_lead(world: World, measure: Measure, sign_in) -> None:
    counted = make_indicator(measure, "Gezählt", counted_by=CountedBy.HELPED)
    first, second = make_indicator(measure, "Beratene Betriebe"), make_indicator(measure, "Lotsen")
    client = sign_in(world.editor)

    post(client, measure, **{f"value_{first.key.hex}": "62,5", f"value_{counted.key.hex}": "9"})

    assert list(Reading.objects.values_list("indicator", "organisation", "value", "read_on")) == [
        (first.pk, measure.lead_id, Decimal("62.5"), TODAY)
    ]
    report = StatusReport.objects.get()
    assert [figure["title"] for figure in report.figures] == ["Beratene Betriebe"]
    assert report.headline.startswith("Beratene Betriebe: 62,5")
    assert not second.readings.exists()


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"light": ""}, "light"),
        ({"light": "amber", "reason": " "}, "reason"),
        ({"light": "red", "reason": ""}, "reason"),
        ({"done": ""}, "done"),
        ({"done": "x" * 1501}, "done"),
        ({"progress": "discontinued"}, "progress"),
    ],
)
def test_refusals_stand_at_the_field(world, measure, sign_in, values: dict, wrong: str) -> None:
    answer = post(sign_in(world.partner_a), measure, **values)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [wrong]
    assert answer.context["form"]["next_steps"].value() == DATA["next_steps"]
    assert not StatusReport.objects.exists()
    assert Measure.objects.get().light == Light.GREEN


def test_a_value_below_zero_is_refused(measure: Measure) -> None:
    indicator = make_indicator(measure)

    form = form_of(measure, DATA | {f"value_{indicator.key.hex}": "-1"})

    assert list(form.errors) == [f"value_{indicator.key.hex}"]


@pytest.mark.parametrize("light", ["green", "none"])
def test_no_reason_stays_behind_a_light_without_one(measure: Measure, light: str) -> None:
    form = form_of(measure, DATA | {"light": light})

    assert form.is_valid(), form.errors
    assert form.given().reason == ""
    assert form.given().progress == ("planned" if light == "none" else "running")


def test_the_form_is_filled_in_with_the_last_one(measure: Measure) -> None:
    indicator = make_indicator(measure, "Beratene Betriebe")
    Reading.objects.create(indicator=indicator, organisation=measure.lead, read_on=TODAY, value=62)
    Target.objects.create(indicator=indicator, due_on=TODAY + timedelta(days=30), value=80)
    report = make_report(measure, done="Vorher.", next_steps="Nachher.")

    form = form_of(measure)

    assert [form[name].value() for name in ("light", "done", "next_steps", "base")] == [
        "green", "Vorher.", "Nachher.", str(report.key),
    ]  # fmt: skip
    assert form[f"value_{indicator.key.hex}"].value() == 62
    assert "80" in form[f"value_{indicator.key.hex}"].help_text


def test_at_most_six_fields(measure: Measure) -> None:
    """One minute: five fields and one number."""
    make_indicator(measure)

    form = form_of(measure)

    assert len(form.visible_fields()) == 6
    assert {pointer.name for pointer in form.layout.get_field_names()} == set(form.fields)


# --- two at once ------------------------------------------------------------------------------------------


def test_the_second_sees_the_first(world: World, measure: Measure, sign_in) -> None:
    """L01: nothing is overwritten; the typed text is kept, the other's report shown, and both get stored."""
    post(sign_in(world.editor), measure, done="Von der Redaktion.")
    first = StatusReport.objects.get()

    answer = post(sign_in(world.partner_a), measure, base="")

    assert answer.status_code == 409
    assert StatusReport.objects.count() == 1
    assert answer.context["form"]["done"].value() == DATA["done"]
    assert "Von der Redaktion." in answer.content.decode()
    again = post(sign_in(world.partner_a), measure, base=answer.context["form"]["base"].value())
    assert again.status_code == 302
    assert [one.done for one in StatusReport.objects.all()] == [DATA["done"], first.done]


def test_a_double_click_is_one_report(world: World, measure: Measure, sign_in) -> None:
    """L03."""
    indicator = make_indicator(measure)
    client = sign_in(world.partner_a)

    answers = [post(client, measure, **{f"value_{indicator.key.hex}": "5"}) for _click in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert StatusReport.objects.count() == 1
    assert Event.objects.filter(verb="reported").count() == 1


def test_an_action_on_an_older_base_is_stale(world: World, measure: Measure) -> None:
    make_report(measure)

    with pytest.raises(StaleReport):
        file_report(measure, given(), base="", by=world.actor("partner_a"))


@pytest.mark.parametrize("state", [MeasureState.DRAFT, MeasureState.ARCHIVED])
def test_only_what_is_published_takes_a_report(world: World, measure: Measure, state: str) -> None:
    Measure.objects.update(state=state)

    with pytest.raises(TransitionRefused):
        file_report(measure, given(), base="", by=world.actor("partner_a"))


def test_programmes_are_not_reported_on(world: World, sign_in) -> None:
    programme = make_programme()

    assert sign_in(world.editor).get(page_of(programme), secure=True).status_code == 404


# --- when the next one is due -----------------------------------------------------------------------------


def due(**values: object) -> tuple[date | None, int | None]:
    created = values.pop("created_at", None)
    measure = make_measure(
        **{"state": MeasureState.PUBLISHED, "period_start": None, "period_text": "laufend"} | values
    )
    if created:
        Measure.objects.filter(pk=measure.pk).update(created_at=created)
    row = Measure.objects.with_report_due(date(2026, 11, 3)).get(pk=measure.pk)
    return row.report_due_on, row.report_overdue_days


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"light_on": date(2026, 3, 30)}, (date(2026, 9, 30), 34)),
        ({"light_on": date(2026, 5, 3)}, (date(2026, 11, 3), 0)),
        ({"light_on": date(2025, 8, 31), "report_every_months": 18}, (date(2027, 2, 28), -117)),
        ({"light_on": date(2026, 3, 30), "report_every_months": 0}, (None, None)),
        ({"light_on": date(2026, 3, 30), "progress": Progress.PAUSED}, (None, None)),
        ({"light_on": date(2026, 3, 30), "progress": Progress.COMPLETED}, (None, None)),
        ({"light_on": date(2026, 3, 30), "state": MeasureState.DRAFT}, (None, None)),
        ({"light_on": date(2026, 3, 30), "progress": Progress.PLANNED}, (date(2026, 9, 30), 34)),
        ({"created_at": "2026-02-01T12:00Z", "period_start": date(2026, 4, 1)}, (date(2026, 10, 1), 33)),
        ({"created_at": "2026-04-01T12:00Z", "period_start": date(2020, 1, 1)}, (date(2026, 10, 1), 33)),
        ({"created_at": "2026-04-01T12:00Z"}, (date(2026, 10, 1), 33)),
    ],
)
def test_when_the_next_one_is_due(world: World, values: dict, expected: tuple) -> None:
    assert due(**values) == expected


def test_the_rhythm_is_changed_with_its_event(world: World, measure: Measure, sign_in) -> None:
    address = f"/massnahmen/{measure.number}/sachstaende/rhythmus/"

    answer = sign_in(world.office).post(
        address, {"report_every_months": 3, "version": measure.version}, secure=True
    )

    assert answer.status_code == 302
    assert Measure.objects.get().report_every_months == 3
    assert Event.objects.get(verb="report_rhythm").changes["report_every_months"] == ["6", "3"]


# --- pages ------------------------------------------------------------------------------------------------


def test_the_measure_shows_the_latest_two(world: World, measure: Measure, sign_in) -> None:
    for days, done in ((200, "Ältester."), (100, "Mittlerer."), (1, "Neuester.")):
        make_report(measure, done=done, reported_on=TODAY - timedelta(days=days))

    page = sign_in(world.partner_b).get(f"/massnahmen/{measure.number}/", secure=True).content.decode()
    every = sign_in(world.partner_b).get(f"/massnahmen/{measure.number}/sachstaende/", secure=True)

    assert ("Neuester." in page, "Mittlerer." in page, "Ältester." in page) == (True, True, False)
    assert [row["done"] for row in every.context["page"].rows] == ["Neuester.", "Mittlerer.", "Ältester."]
    assert f"{measure.number}/sachstand/" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_all_takes_six_statements(
    rows: int, world, measure, sign_in, django_assert_num_queries
) -> None:
    for _row in range(rows):
        make_report(measure)
    client = sign_in(world.partner_b)
    client.get("/massnahmen/", secure=True)

    with django_assert_num_queries(6):
        client.get(f"/massnahmen/{measure.number}/sachstaende/", secure=True)
