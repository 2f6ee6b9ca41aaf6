"""Funding rules: the table of conditions, deadlines, the form, what comes with the portal."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from measures.forms.funding import CONDITIONS, FundingForm
from measures.funding import Facts, apply_until, judge, read_expected
from measures.loading import load_catalogue, load_funding
from measures.models import FundingProgramme
from measures.states import WITH_VALUE, Criterion, Eligibility
from portal.activity.models import Event
from tests.factories import World
from tests.measures.factories import make_funding

TODAY = date(2026, 11, 24)
E, C, N = Eligibility.ELIGIBLE, Eligibility.TO_CHECK, Eligibility.NOT


def condition(criterion: str, expected: str = "") -> dict[str, str]:
    return {"code": criterion, "text": "Bedingung", "criterion": criterion, "expected": expected}


def of(*conditions: dict[str, str], **values: object) -> FundingProgramme:
    return FundingProgramme(name="Muster", conditions=list(conditions), **values)


TABLE = [
    (Criterion.MANUAL, "", {}, C),
    (Criterion.LOST, "", {"lost_place": True}, E),
    (Criterion.LOST, "", {"lost_place": False}, N),
    (Criterion.LOST, "", {}, C),
    (Criterion.REASON, "insolvency,closure", {"reason": "closure"}, E),
    (Criterion.REASON, "insolvency,closure", {"reason": "economic"}, N),
    (Criterion.REASON, "insolvency", {"reason": "other"}, C),
    (Criterion.REASON, "insolvency", {}, C),
    (Criterion.SIZE_BELOW, "500", {"employees": (50, 249)}, E),
    (Criterion.SIZE_BELOW, "250", {"employees": (50, 249)}, E),
    (Criterion.SIZE_BELOW, "249", {"employees": (50, 249)}, C),
    (Criterion.SIZE_BELOW, "500", {"employees": (250, None)}, C),
    (Criterion.SIZE_BELOW, "250", {"employees": (250, None)}, N),
    (Criterion.SIZE_BELOW, "500", {}, C),
    (Criterion.SEAT, "08", {"seat": "08126046"}, E),
    (Criterion.SEAT, "08", {"seat": "09676145"}, C),
    (Criterion.SEAT, "08", {}, C),
    (Criterion.START_FROM, "2026-11-01", {"new_start_on": date(2026, 11, 1)}, E),
    (Criterion.START_FROM, "2026-11-01", {"new_start_on": date(2026, 10, 31)}, N),
    (Criterion.START_FROM, "2026-11-01", {}, C),
    (Criterion.START_UNTIL, "2026-11-01", {"new_start_on": date(2026, 11, 1)}, E),
    (Criterion.START_UNTIL, "2026-11-01", {"new_start_on": date(2026, 11, 2)}, N),
    (Criterion.REGISTERED, "", {"registered_on": date(2026, 11, 1)}, E),
    (Criterion.REGISTERED, "", {}, C),
    (Criterion.PROBATION, "", {"probation_until": date(2026, 11, 23)}, E),
    (Criterion.PROBATION, "", {"probation_until": TODAY}, C),
    (Criterion.PROBATION, "", {}, C),
    (Criterion.NETWORK_WEEKS, "20", {"network_months": 5}, E),
    (Criterion.NETWORK_WEEKS, "20", {"network_months": 4}, N),
    (Criterion.NETWORK_WEEKS, "20", {"network_months": 0}, N),
    (Criterion.NETWORK_WEEKS, "20", {}, C),
    ("unheard", "", {}, C),
    (Criterion.SIZE_BELOW, "viele", {"employees": (1, 9)}, C),
]


@pytest.mark.parametrize(("criterion", "expected", "known", "verdict"), TABLE)
def test_one_condition(criterion: str, expected: str, known: dict, verdict: str) -> None:
    found = judge(of(condition(criterion, expected)), Facts(TODAY, **known))

    assert found.eligibility == verdict
    assert found.answers[0].met is {E: True, N: False, C: None}[verdict]


def test_every_criterion_is_in_the_table() -> None:
    assert set(Criterion.values) <= {row[0] for row in TABLE}


@pytest.mark.parametrize(
    ("met", "verdict"),
    [
        ((True, True), E),
        ((True, None), C),
        ((None, False), N),
        ((False, False), N),
        ((), C),
    ],
)
def test_the_verdict_of_several_conditions(met: tuple, verdict: str) -> None:
    """Nothing is promised that nobody has looked at: no condition means "please check"."""
    conditions = {
        True: condition(Criterion.LOST),
        False: condition(Criterion.NETWORK_WEEKS, "4"),
        None: condition(Criterion.MANUAL),
    }

    found = judge(of(*[conditions[one] for one in met]), Facts(TODAY, lost_place=True, network_months=0))

    assert found.eligibility == verdict


@pytest.mark.parametrize(
    ("rule", "months", "known", "last"),
    [
        ("", 0, {"new_start_on": TODAY}, None),
        ("before_start", 0, {"new_start_on": date(2026, 12, 1)}, date(2026, 11, 30)),
        ("before_start", 1, {"new_start_on": date(2026, 12, 1)}, date(2026, 10, 31)),
        ("after_start", 3, {"new_start_on": date(2026, 11, 30)}, date(2027, 2, 28)),
        ("after_start", 3, {"new_start_on": date(2027, 11, 30)}, date(2028, 2, 29)),
        ("after_start", 3, {}, None),
        ("after_probation", 3, {"probation_until": date(2027, 2, 28)}, date(2027, 5, 28)),
        ("after_probation", 3, {"new_start_on": TODAY}, None),
    ],
)
def test_the_last_day_to_apply(rule: str, months: int, known: dict, last: date | None) -> None:
    programme = of(deadline=rule, deadline_months=months)

    assert apply_until(programme, Facts(TODAY, **known)) == last


# --- what comes with the portal ------------------------------------------------------------------------


def test_the_programmes_that_come_with_the_portal(db: None) -> None:
    load_catalogue(TODAY)

    first, second = load_funding(), load_funding()

    rows = {row.source_key: row for row in FundingProgramme.objects.all()}
    assert (first, second) == ((len(rows), 0), (0, len(rows)))
    assert len(rows) >= 14
    assert rows["azubi-transfer"].measure.source_key == "L01"
    assert (rows["azubi-transfer"].amount, rows["azubi-transfer"].needs_check) == (1200, True)
    assert not rows["uebernahmepraemie"].is_valid_on(TODAY)
    assert all(row.source for row in rows.values())
    for row in rows.values():
        for one in row.conditions:
            assert one["criterion"] in Criterion.values
            read_expected(one["criterion"], one["expected"])


def test_an_edited_programme_is_left_as_it_is(db: None) -> None:
    load_funding()
    FundingProgramme.objects.filter(source_key="eq").update(name="Unser Name")

    call_command("load_measures", verbosity=0)

    assert FundingProgramme.objects.get(source_key="eq").name == "Unser Name"


def test_azubi_transfer_for_a_case_as_it_should_be(db: None) -> None:
    load_funding()
    programme = FundingProgramme.objects.get(source_key="azubi-transfer")
    facts = Facts(
        TODAY, lost_place=True, reason="insolvency", employees=(10, 49), seat="08126046",
        new_start_on=date(2026, 11, 1), registered_on=date(2026, 11, 5), probation_until=date(2026, 11, 20),
    )  # fmt: skip

    found = judge(programme, facts)

    assert found.eligibility == Eligibility.TO_CHECK  # whether it is a public body nobody has said
    assert [answer.met for answer in found.answers].count(None) == 1
    assert found.apply_until == date(2027, 2, 1)


# --- the form ------------------------------------------------------------------------------------------


def payload(**more: object) -> dict[str, object]:
    return {"name": "Muster-Prämie", "level": "state", "version": "1"} | more


@pytest.mark.parametrize(
    ("criterion", "typed", "stored"),
    [
        ("reason", "Insolvenz, wegfall der eignung", "insolvency,suitability"),
        ("reason", "Laune", None),
        ("reason", "", None),
        ("size", "500", "500"),
        ("size", "viele", None),
        ("size", "0", None),
        ("seat", "08", "08"),
        ("seat", "BW", None),
        ("start_from", "01.08.2026", "2026-08-01"),
        ("start_from", "31.02.2026", None),
        ("start_from", "morgen", None),
        ("network", "20", "20"),
        ("manual", "wird nicht gelesen", ""),
    ],
)
def test_a_condition_is_read_or_refused_at_its_field(
    db: None, criterion: str, typed: str, stored: str | None
) -> None:
    form = FundingForm(
        payload(condition1_text="Text", condition1_criterion=criterion, condition1_expected=typed)
    )

    if stored is None:
        assert list(form.errors) == ["condition1_expected"]
    else:
        assert form.is_valid(), form.errors
        expected = {"code": f"{criterion}-1", "text": "Text", "criterion": criterion, "expected": stored}
        assert form.save().conditions == [expected]


def test_the_form_shows_what_was_stored(db: None) -> None:
    conditions = [condition("reason", "insolvency,closure"), condition("start_from", "2026-08-01")]
    form = FundingForm(instance=make_funding(conditions=conditions))

    assert form["condition1_expected"].value() == "Insolvenz, Schließung"
    assert form["condition2_expected"].value() == "01.08.2026"
    again = FundingForm({name: form[name].value() or "" for name in form.fields}, instance=form.instance)
    assert again.is_valid(), again.errors
    assert [one["expected"] for one in again.instance.conditions] == ["insolvency,closure", "2026-08-01"]


def test_a_condition_without_words_is_refused(db: None) -> None:
    form = FundingForm(payload(condition2_criterion="lost"))

    assert list(form.errors) == ["condition2_text"]


def test_every_field_stands_in_the_layout(db: None) -> None:
    form = FundingForm()
    named = {pointer.name for pointer in form.layout.get_field_names()}

    assert named == set(form.fields)
    assert len(CONDITIONS) * 3 == len([name for name in named if name.startswith("condition")])
    assert set(Criterion.values) >= WITH_VALUE


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"valid_from": "2026-05-01", "valid_until": "2026-04-30"}, "valid_until"),
        ({"deadline_months": "37"}, "deadline_months"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"name": ""}, "name"),
    ],
)
def test_what_the_form_refuses(db: None, values: dict, field: str) -> None:
    assert list(FundingForm(payload(**values)).errors) == [field]


@pytest.mark.parametrize(
    "values",
    [
        {"level": "moon"},
        {"deadline": "whenever"},
        {"amount": 0},
        {"valid_from": date(2026, 5, 1), "valid_until": date(2026, 4, 1)},
    ],
)
def test_what_the_database_refuses(db: None, values: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_funding(**values)


# --- pages ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_statements_of_the_list(world: World, sign_in, django_assert_num_queries, rows: int) -> None:
    for _index in range(rows):
        make_funding()
    client = sign_in(world.partner_a)
    client.get(reverse("measures:list"), secure=True)

    with django_assert_num_queries(4):
        page = client.get(reverse("measures:funding_list"), secure=True)

    assert len(page.context["valid"]) == rows


def test_ended_programmes_stand_apart(world: World, sign_in) -> None:
    make_funding("Muster-Alt", valid_until=date(2021, 12, 31))
    make_funding("Muster-Neu")

    page = sign_in(world.partner_a).get(reverse("measures:funding_list"), secure=True)

    assert [row["name"] for row in page.context["ended"]] == ["Muster-Alt"]
    assert [row["name"] for row in page.context["valid"]] == ["Muster-Neu"]


def test_an_editor_changes_a_programme_and_the_history_says_so(world: World, sign_in) -> None:
    programme, client = make_funding("Muster-Alt"), sign_in(world.editor)
    data = payload(name="Muster-Neu", condition1_text="Klein", condition1_criterion="size",
                   condition1_expected="50")  # fmt: skip

    client.post(reverse("measures:funding_edit", args=[programme.key]), data, secure=True)

    programme.refresh_from_db()
    assert (programme.name, programme.version) == ("Muster-Neu", 2)
    assert Event.objects.get(subject="measures.fundingprogramme", verb="edited").changes["name"] == [
        "Muster-Alt",
        "Muster-Neu",
    ]
    page = client.get(reverse("measures:funding_detail", args=[programme.key]), secure=True)
    assert "Klein" in page.content.decode()


def test_a_stale_save_of_conditions_alone_is_seen(world: World, sign_in) -> None:
    """L01"""
    programme, client = make_funding("Muster"), sign_in(world.editor)
    url = reverse("measures:funding_edit", args=[programme.key])
    client.post(url, payload(name="Muster", condition1_text="Erste"), secure=True)

    answer = client.post(url, payload(name="Muster", condition1_text="Zweite"), secure=True)

    programme.refresh_from_db()
    assert answer.status_code == 409
    assert [one["text"] for one in programme.conditions] == ["Erste"]
    assert "Zweite" in answer.content.decode()
