"""What is imported: German titles of the three kinds, and companies and offers kept current."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from apprenticeships.imports import COMPANIES, KINDS, OFFERS, REGISTER
from apprenticeships.imports.companies import size_class
from apprenticeships.models import TakeoverOffer, TrainingCompany
from apprenticeships.states import SizeClass
from portal.imports import actions
from portal.imports.columns import by_titles
from portal.imports.kinds import Kind
from portal.imports.states import WORKFLOW, ImportState
from portal.tables import TableProblem, read_text
from tests.apprenticeships.test_imports import imported, outcomes, uploaded
from tests.factories import World, make_occupation


@pytest.mark.parametrize(
    ("kind", "header", "expected"),
    [
        (REGISTER, "Vertragsnummer;Name;Beruf;Wohnort;Beginn;Ende;Telefon",
         "contract_number name occupation residence contract_start contract_end phone"),
        (REGISTER, "LR-Nr.;Nachname;Vorname;Ausbildungs-beruf;PLZ/Ort;Ausbildungsbetrieb;Ort Betrieb",
         "contract_number last_name first_name occupation residence company company_place"),
        (COMPANIES, "Firma;PLZ Ort;Ausbildungsberufe;Tel.;Betriebsgröße",
         "name municipality occupations phone size_class"),
        (OFFERS, "Betrieb;Ort;Art;Beruf;Ausbildungsjahre;freie Plätze;gültig bis",
         "company_name municipality kind occupations years seats valid_until"),
    ],
)  # fmt: skip
def test_german_titles_are_understood(kind: Kind, header: str, expected: str) -> None:
    mapping = by_titles(kind, header.split(";"))

    assert [mapping[index] for index in sorted(mapping)] == expected.split()


def test_chosen_columns_are_remembered_for_the_organisation(world: World) -> None:
    text = "Kennung\tWas\tWo\n1\tMechatroniker/in\tKünzelsau\n"
    first = uploaded(world, REGISTER, text)
    assert first.state == ImportState.UPLOADED

    actions.choose_columns(
        first, {0: "contract_number", 1: "occupation", 2: "residence"}, by=world.actor("adviser_a")
    )

    assert (first.state, outcomes(first)) == (ImportState.PREVIEWED, ["new"])
    assert uploaded(world, REGISTER, text, who="colleague_a").state == ImportState.PREVIEWED
    assert uploaded(world, REGISTER, text, who="adviser_b").state == ImportState.UPLOADED
    less = text.replace("Kennung\t", "").replace("1\t", "")
    more = text.replace("Wo\n", "Wo\tNeu\n").replace("Künzelsau\n", "Künzelsau\tx\n")
    assert uploaded(world, REGISTER, more).mapping == {
        "0": "contract_number",
        "1": "occupation",
        "2": "residence",
    }
    assert [uploaded(world, REGISTER, one).state for one in (less, more)] == [ImportState.UPLOADED] * 2


def test_columns_are_asked_for_and_mistakes_are_said(world: World, sign_in) -> None:
    client = sign_in(world.adviser_a)
    run = uploaded(world, REGISTER, "Kennung\tWas\tWo\n1\tMechatroniker/in\tKünzelsau\n")
    url = reverse("apprenticeships:import_columns", args=[run.key])

    twice = client.post(url, {"column_0": "occupation", "column_1": "occupation"}, secure=True)
    lacking = client.post(url, {"column_0": "contract_number"}, secure=True)
    good = client.post(
        url, {"column_0": "contract_number", "column_1": "occupation", "column_2": "residence"}, secure=True
    )

    assert "column_1" in twice.context["form"].errors
    assert "column_0" in lacking.context["form"].errors
    assert good.status_code == 302


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_titles_are_unmistakable(kind: Kind) -> None:
    """No two columns of a kind answer to the same title."""
    seen: dict[str, str] = {}
    for column in kind.columns:
        for key in column.keys():  # noqa: SIM118 - a method of Column
            assert seen.setdefault(key, column.name) == column.name, key


# --- companies and offers --------------------------------------------------------------------------------


def test_companies_fill_the_call_list_and_are_kept_current(world: World) -> None:
    baker = make_occupation("Bäcker/in", "292")
    header = "Firma;Ort;Ausbildungsberuf;Telefon;Mitarbeiter\n"
    rows = "Muster-Bau GmbH;Künzelsau;Mechatroniker/in;07940 1;37\nMuster-Bau GmbH;Künzelsau;Bäcker/in;;\n"

    first = imported(world, COMPANIES, header + rows)
    again = imported(world, COMPANIES, header + rows)
    other = imported(world, COMPANIES, header + rows.replace("07940 1", "07940 2"))

    company = TrainingCompany.objects.get()
    assert (company.phone, company.size_class) == ("07940 2", SizeClass.SMALL)
    assert set(company.occupations.all()) == {world.occupation, baker}
    assert (outcomes(first), outcomes(again), outcomes(other)) == (
        ["new", "changed"], ["unchanged", "unchanged"], ["changed", "unchanged"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("5", "1-9"), ("10-49", "10-49"), ("50 bis 249", "50-249"), ("über 250", "250+"),
     ("1.200", "250+"), ("unter 10", "1-9"), ("< 50", "10-49"), ("viele", None)],
)  # fmt: skip
def test_size_classes(text: str, expected: str | None) -> None:
    assert size_class(text) == expected


def test_offers_are_entered_once_and_kept_current(world: World) -> None:
    header = "Betrieb\tOrt\tBeruf\tArt\tPlätze\tJahre\tgültig bis\n"
    row = "Muster-Platz\tKünzelsau\tMechatroniker/in\tÜbernahme\t{}\t2, 3\t31.12.2026\n"

    first = imported(world, OFFERS, header + row.format(2))
    again = imported(world, OFFERS, header + row.format(2))
    more = imported(world, OFFERS, header + row.format(3))

    offer = TakeoverOffer.objects.get()
    assert (offer.seats, offer.years, offer.valid_until) == (3, [2, 3], date(2026, 12, 31))
    assert [outcomes(run) for run in (first, again, more)] == [["new"], ["unchanged"], ["changed"]]


def test_seats_that_are_taken_cannot_be_imported_away(world: World) -> None:
    text = "Betrieb\tOrt\tBeruf\tPlätze\nMuster-Platz\tKünzelsau\tMechatroniker/in\t{}\n"
    imported(world, OFFERS, text.format(3))
    TakeoverOffer.objects.update(seats_taken=2)

    assert outcomes(uploaded(world, OFFERS, text.format(1))) == ["error"]


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_previewed_and_taken_in_parts(world: World) -> None:
    """P08 (short form without the clock): nothing is lost, one row too many is refused."""
    header = "Firma;Ort;Telefon\n"
    text = header + "".join(f"Muster-{number} GmbH;Künzelsau;{number}\n" for number in range(100_000))

    run = uploaded(world, COMPANIES, text)
    WORKFLOW.apply(run, "begin", by=world.actor("adviser_a"))
    actions.advance(run.pk, budget=timedelta(seconds=-1))

    assert run.counts == {"new": 100_000}
    assert (run.chunks.count(), TrainingCompany.objects.count()) == (200, 500)
    with pytest.raises(TableProblem):
        read_text(text + "Muster-zu-viel;Künzelsau;1\n")
