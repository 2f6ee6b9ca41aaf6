"""Indicators and actual values as their pages show and take them; the whole page in few statements."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse

from measures.actions.readings import record_reading
from measures.models import Indicator, Measure, Reading
from measures.states import Direction, MeasureState
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.attachments.factories import make_link
from tests.factories import World
from tests.measures.factories import (
    make_agreement,
    make_funding,
    make_indicator,
    make_measure,
    make_milestone,
    make_programme,
    make_reading,
)

MARCH, SEPTEMBER, DECEMBER = date(2026, 3, 31), date(2026, 9, 30), date(2026, 12, 31)


@pytest.fixture
def measure(world: World) -> Measure:
    measure = make_measure(state=MeasureState.PUBLISHED, lead=world.partner_org_a)
    measure.supporters.add(world.chamber_b)
    return measure


@pytest.fixture
def indicator(measure: Measure, world: World) -> Indicator:
    """18 of 20 in spring, 62 of 80 in autumn, reported by lead and supporter."""
    targets = {MARCH: 20, SEPTEMBER: 80, DECEMBER: 110}
    indicator = make_indicator(measure, "Beratene Betriebe", targets=targets)
    for day, lead, supporter in ((MARCH, 11, 7), (SEPTEMBER, 37, 25)):
        make_reading(indicator, world.partner_org_a, day, lead)
        make_reading(indicator, world.chamber_b, day, supporter)
    return indicator


def page(client: Client, measure: Measure):
    response = client.get(measure.get_absolute_url(), secure=True)
    assert response.status_code == 200
    return response


def panel(response, template: str) -> dict:
    return next(one["content"] for one in response.context["main"] if one["template"] == template)


def test_the_caption_states_the_finding(indicator: Indicator, world: World, sign_in) -> None:
    response = page(sign_in(world.partner_b), indicator.measure)

    (figure,) = panel(response, "measures/_indicators.html")["figures"]
    assert "62" in figure["finding"]
    assert "80" in figure["finding"]
    assert figure["is_short"] is True
    rows = [(row["target"], row["actual"], row["parts"]) for row in figure["table"]]
    assert rows == [
        ("20", "18", ["11", "7"]),
        ("", "18", ["11", "7"]),
        ("80", "62", ["37", "25"]),
        ("110", "", ["", ""]),
    ]
    assert (figure["edit_url"], figure["enter_url"]) == ("", "")


@pytest.mark.parametrize("look", ["hell", "dunkel"])
@pytest.mark.parametrize("size", ["breit", "schmal"])
def test_the_picture_holds_the_numbers(indicator: Indicator, look: str, size: str, world, sign_in) -> None:
    place = [indicator.measure.number, indicator.key, look, size]

    response = sign_in(world.partner_b).get(reverse("measures:indicator_picture", args=place), secure=True)

    assert response["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own picture
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"18", "62", "20", "80", "110"} <= set(texts)
    assert b"style" not in response.content


def test_what_the_portal_counts_keeps_small_numbers_small(measure: Measure, world: World, sign_in) -> None:
    make_indicator(measure, "Neue Verträge", counted_by="contract", targets={DECEMBER: 10})

    response = page(sign_in(world.editor), measure)

    (figure,) = panel(response, "measures/_indicators.html")["figures"]
    assert figure["enter_url"] == ""
    assert [row["actual"] for row in figure["table"]] == [""]


def form_data(**values: str) -> dict[str, str]:
    return {"title": "Besuche", "direction": "up", "counted_by": "", "version": "1"} | values


def test_an_indicator_is_added_with_its_targets(measure: Measure, world: World, sign_in) -> None:
    data = form_data(
        target1_on="2026-12-31", target1_value="110", target7_on="2026-03-31", target7_value="20.5"
    )
    url = reverse("measures:indicator_create", args=[measure.number])

    sign_in(world.editor).post(url, data, secure=True)

    found = Indicator.objects.get()
    assert list(found.targets.values_list("due_on", "value")) == [
        (MARCH, Decimal("20.50")),
        (DECEMBER, Decimal(110)),
    ]
    assert Event.objects.get().verb == "indicator_added"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"target1_on": "2026-12-31"}, "target1_value"),
        ({"target1_value": "3"}, "target1_on"),
        ({"target1_on": "2026-12-31", "target1_value": "-1"}, "target1_value"),
        ({"baseline_on": "2026-01-01"}, "baseline"),
        ({"title": ""}, "title"),
        (
            {
                "target1_on": "2026-12-31",
                "target1_value": "1",
                "target2_on": "2026-12-31",
                "target2_value": "2",
            },
            "target2_on",
        ),
    ],
)
def test_wrong_indicators_come_back(
    values: dict, field: str, measure: Measure, world: World, sign_in
) -> None:
    url = reverse("measures:indicator_create", args=[measure.number])

    response = sign_in(world.editor).post(url, form_data(**values), secure=True)

    assert list(response.context["form"].errors) == [field]
    assert not Indicator.objects.exists()


def test_changed_targets_are_stored_and_told(indicator: Indicator, world: World, sign_in) -> None:
    url = reverse("measures:indicator_edit", args=[indicator.measure.number, indicator.key])
    data = form_data(title=indicator.title, target1_on="2026-03-31", target1_value="25")

    sign_in(world.editor).post(url, data, secure=True)

    assert list(indicator.targets.values_list("value", flat=True)) == [25]
    (pair,) = Event.objects.get(verb="indicator_edited").changes.values()
    assert "80" in pair[0]
    assert "80" not in pair[1]


def test_two_editors_of_an_indicator_end_in_the_conflict_page(indicator: Indicator, world, sign_in) -> None:
    """L01, targets too."""
    client = sign_in(world.editor)
    url = reverse("measures:indicator_edit", args=[indicator.measure.number, indicator.key])
    target = {"target1_on": "2026-03-31"}

    client.post(url, form_data(target1_value="30", **target), secure=True)
    second = client.post(url, form_data(target1_value="40", **target), secure=True)

    assert second.status_code == 409
    assert list(indicator.targets.values_list("value", flat=True)) == [30]


def test_reported_values_keep_an_indicator_from_being_counted(indicator: Indicator, world, sign_in) -> None:
    url = reverse("measures:indicator_edit", args=[indicator.measure.number, indicator.key])

    response = sign_in(world.editor).post(url, form_data(counted_by="helped"), secure=True)

    assert list(response.context["form"].errors) == ["counted_by"]


def test_removing_asks_first_and_takes_the_values_along(indicator: Indicator, world, sign_in) -> None:
    client = sign_in(world.editor)
    url = reverse("measures:indicator_remove", args=[indicator.measure.number, indicator.key])

    assert client.get(url, secure=True).status_code == 200
    assert Indicator.objects.exists()
    client.post(url, secure=True)

    assert not Reading.objects.exists()
    assert Event.objects.get().changes == {"Beratene Betriebe": ["4", ""]}


def test_a_supporter_enters_its_own_value_only(indicator: Indicator, world: World, sign_in) -> None:
    client = sign_in(world.adviser_b)
    url = reverse("measures:reading_enter", args=[indicator.measure.number, indicator.key])
    data = {"value": "30", "read_on": "2026-10-15"}

    own = client.post(url, data | {"organisation": world.chamber_b.pk}, secure=True)
    foreign = client.post(url, data | {"organisation": world.partner_org_a.pk}, secure=True)

    assert (own.status_code, foreign.status_code) == (302, 200)
    assert list(foreign.context["form"].errors) == ["organisation"]
    added = Reading.objects.get(read_on=date(2026, 10, 15))
    assert (added.organisation, added.value) == (world.chamber_b, 30)


@pytest.mark.parametrize(("name", "count"), [("editor", 4), ("partner_a", 2), ("adviser_b", 2)])
def test_who_may_take_a_value_out_again(indicator: Indicator, name: str, count: int, world, sign_in) -> None:
    url = reverse("measures:reading_enter", args=[indicator.measure.number, indicator.key])

    response = sign_in(getattr(world, name)).get(url, secure=True)

    assert sum(row.may_remove for row, _value in response.context["rows"]) == count


@pytest.mark.parametrize("values", [{"read_on": "2999-01-01"}, {"value": "-1"}, {"value": "viel"}])
def test_wrong_values_come_back(values: dict, indicator: Indicator, world: World, sign_in) -> None:
    url = reverse("measures:reading_enter", args=[indicator.measure.number, indicator.key])
    good = {"organisation": world.partner_org_a.pk, "value": "3", "read_on": "2026-10-01"}

    response = sign_in(world.partner_a).post(url, good | values, secure=True)

    assert list(response.context["form"].errors) == list(values)
    assert indicator.readings.count() == 4


def test_a_correction_writes_before_and_after(indicator: Indicator, world: World) -> None:
    place = {"organisation": world.partner_org_a, "read_on": SEPTEMBER, "by": world.actor("partner_a")}

    record_reading(indicator, Decimal(38), **place)
    record_reading(indicator, Decimal(38), **place)

    (event,) = Event.objects.all()
    assert event.changes == {"Beratene Betriebe": ["37.00", "38"]}
    assert event.note == "Muster-Wirtschaftsförderung, 2026-09-30"


def test_what_is_counted_takes_no_values(measure: Measure, world: World) -> None:
    indicator = make_indicator(measure, counted_by="helped", direction=Direction.DOWN)

    with pytest.raises(TransitionRefused):
        record_reading(indicator, Decimal(1), organisation=world.chamber_b, read_on=MARCH, by=None)


@pytest.mark.parametrize("name", ["editor", "partner_b"])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_full_measure_takes_twelve_statements(
    rows: int, name: str, measure: Measure, world: World, sign_in, django_assert_num_queries
) -> None:
    measure.agreement, measure.sources = make_agreement(), ["Heft 3"]
    measure.save()
    for number in range(rows):
        make_milestone(measure)
        make_link(measure, world.actor("editor"))
        figure = make_indicator(measure, targets={MARCH: 20, DECEMBER: 80})
        make_reading(figure, world.partner_org_a, SEPTEMBER, number)
        make_indicator(measure, counted_by="helped")
    client = sign_in(getattr(world, name))
    page(client, measure)  # the first request of a session writes it

    with django_assert_num_queries(12):
        page(client, measure)


def test_a_programme_has_no_plan_but_its_funding(world: World, sign_in) -> None:
    programme = make_programme()
    make_funding("Muster-Prämie", measure=programme)

    response = page(sign_in(world.partner_b), programme)

    assert response.context["main"] == []
    assert [one["template"] for one in response.context["beside"]] == ["measures/_funding.html"]
    assert "Muster-Prämie" in response.content.decode()
