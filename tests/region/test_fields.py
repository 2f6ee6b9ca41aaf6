"""Fields that take a name instead of offering hundreds of options."""

import django_filters
import pytest
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from portal.forms import PortalForm
from portal.region.fields import MunicipalityField, OccupationField
from portal.region.filters import MunicipalityFilter, OccupationFilter
from portal.region.models import District, Municipality, Occupation, OccupationGroup
from tests.factories import make_municipality, make_occupation


class PlaceForm(PortalForm):
    municipality = MunicipalityField(label="Gemeinde")
    occupation = OccupationField(label="Beruf", required=False, help_text="Wie im Vertrag")


def named(field: forms.Field, typed: str) -> str:
    return str(field.clean(typed))


def refusal(field: forms.Field, typed: str) -> tuple[str, str]:
    """(code, message in English) of the refused text."""
    with override("en"), pytest.raises(forms.ValidationError) as refused:
        field.clean(typed)
    return refused.value.code, refused.value.messages[0]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Öhringen", "Öhringen"),
        ("  öhringen ", "Öhringen"),
        ("Ohringen", "Öhringen"),
        ("Oehringen", "Öhringen"),
        ("ÖHR", "Öhringen"),
        ("Mergentheim", "Bad Mergentheim"),
        ("Heilbronn", "Heilbronn"),
        ("schwaebisch hall", "Schwäbisch Hall"),
        ("Weissbach", "Weißbach"),
    ],
)
def test_municipality_as_typed(region, typed, name) -> None:
    assert named(MunicipalityField(), typed) == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Mechatroniker/in", "Mechatroniker/in"),
        ("Mechatroniker", "Mechatroniker/in"),
        ("mechatronikerin", "Mechatroniker/in"),
        ("Mechatroniker*in (m/w/d)", "Mechatroniker/in"),
        ("Köchin", "Koch/Köchin"),
        ("Kauffrau für Büromanagement", "Kaufmann/-frau - Büromanagement"),
        ("Kaufmann/-frau – Büromanagement", "Kaufmann/-frau - Büromanagement"),
        ("Büromanagement", "Kaufmann/-frau - Büromanagement"),
        ("Industriekauffrau", "Industriekaufmann/-frau"),
        ("Medizinische Fachangestellte", "Medizinische/r Fachangestellte/r"),
        (
            "Kfz-Mechatroniker Schwerpunkt Nutzfahrzeugtechnik",
            "Kraftfahrzeugmechatroniker/in - Nutzfahrzeugtechnik",
        ),
    ],
)
def test_occupation_as_typed(region, typed, name) -> None:
    assert named(OccupationField(), typed) == name


def test_every_shown_name_is_understood(region) -> None:
    """Names are the identity of these fields: each row's own name leads to that row and no other."""
    field = OccupationField()
    rows = list(Occupation.objects.all()[::7])

    assert [field.clean(row.short_name) for row in rows] == rows
    assert [field.clean(row.name) for row in rows] == rows


def test_every_spelling_belongs_to_one_row(region) -> None:
    for model in (Municipality, Occupation):
        keys = [key for row in model.objects.all() for key in row.search_name.strip("|").split("|")]
        assert len(keys) == len(set(keys))


def test_ambiguous_text_names_the_candidates(region) -> None:
    assert refusal(MunicipalityField(), "Bad") == (
        "ambiguous",
        "“Bad” can be more than one municipality. Please write the full name. Did you mean: "
        "“Bad Friedrichshall”, “Bad Mergentheim”, “Bad Rappenau”, “Bad Wimpfen”?",
    )


def test_at_most_eight_candidates(region) -> None:
    code, message = refusal(OccupationField(), "Kaufmann")

    assert code == "ambiguous"
    assert message.count("“") == 9
    assert message.endswith(" …?")


@pytest.mark.parametrize(("typed", "meant"), [("Oeringen", "“Öhringen”"), ("Künzelsaa", "“Künzelsau”")])
def test_similar_text_is_a_question_not_a_guess(region, typed, meant) -> None:
    code, message = refusal(MunicipalityField(), typed)

    assert code == "similar"
    assert message.endswith(f"Did you mean: {meant}?")


def test_the_most_similar_stands_first(region) -> None:
    code, message = refusal(OccupationField(), "Mechatronicker")

    assert code == "similar"
    assert "Did you mean: “Mechatroniker/in”" in message


@pytest.mark.parametrize("typed", ["Berlin", "Xyzzy", "|", "%", "_"])
def test_unknown_text(region, typed) -> None:
    code, message = refusal(MunicipalityField(), typed)

    assert code == "unknown"
    assert message.startswith(f"“{typed}” is not a municipality of the region.")


@pytest.mark.parametrize("typed", ["Z", "Öh"])
def test_one_or_two_letters_are_no_name(region, typed) -> None:
    assert refusal(MunicipalityField(), typed)[0] == "ambiguous"


def test_a_number_is_no_key(region) -> None:
    """Nobody reaches a row by its technical id."""
    assert refusal(MunicipalityField(), str(Municipality.objects.first().pk))[0] == "unknown"


def test_empty(db) -> None:
    assert MunicipalityField(required=False).clean("  ") is None
    with pytest.raises(forms.ValidationError):
        MunicipalityField().clean("")


def test_an_old_occupation_only_by_its_exact_name(db) -> None:
    old = make_occupation("Altenpfleger/in", is_current=False)

    assert OccupationField().clean("Altenpflegerin") == old
    assert refusal(OccupationField(), "Altenpf")[0] == "unknown"


def test_of_equal_names_the_current_one(db) -> None:
    make_occupation("Musterberufler/in", is_current=False)
    current = make_occupation("Musterberufler/in")

    assert OccupationField().clean("Musterberufler/in") == current


def test_narrowed_choice(world) -> None:
    make_municipality("Künzelsau-Muster")
    field = MunicipalityField(queryset=Municipality.objects.filter(district=world.district))

    assert field.clean("Künz") == world.town


def test_one_statement_per_text(region, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        MunicipalityField().clean("Öhringen")


def test_the_typed_text_is_shown_again(region) -> None:
    form = PlaceForm({"municipality": "Oeringen", "occupation": "Köchin"})

    assert not form.is_valid()
    assert 'value="Oeringen"' in str(form["municipality"])
    assert 'value="Köchin"' in str(form["occupation"])


def test_initial_shows_the_name(world) -> None:
    by_pk = PlaceForm(initial={"municipality": world.town.pk, "occupation": world.occupation})

    assert 'value="Künzelsau"' in str(by_pk["municipality"])
    assert 'value="Mechatroniker/in"' in str(by_pk["occupation"])


@pytest.mark.parametrize(
    ("typed", "changed"), [("kuenzelsau", True), ("künzelsau", False), ("Öhringen", True)]
)
def test_has_changed(world, typed, changed) -> None:
    form = PlaceForm({"municipality": typed}, initial={"municipality": world.town.pk})

    assert form["municipality"]._has_changed() is changed


def test_markup(db) -> None:
    """An ordinary input of the pack with its list; no attribute needs script from the page (strict CSP)."""
    form = PlaceForm({"municipality": "", "occupation": ""}, prefix="row-1", auto_id="x_%s")
    html = Template("{% load portal_ui %}{{ form.occupation|control }}").render(Context({"form": form}))

    assert 'class="kern-form-input__input"' in html
    assert 'aria-describedby="x_row-1-occupation_helptext"' in html
    assert 'list="x_row-1-occupation-list"' in html
    assert 'hx-get="/region/berufe/vorschlaege/?field=row-1-occupation"' in html
    assert 'hx-target="#x_row-1-occupation-list"' in html
    assert '<datalist id="x_row-1-occupation-list"></datalist>' in html
    assert "hx-on" not in html
    assert "js:" not in html


def test_error_is_described(region) -> None:
    html = str(PlaceForm({"municipality": "Bad"})["municipality"])

    assert 'aria-invalid="true"' in html


class DistrictFilterSet(django_filters.FilterSet):
    municipalities = MunicipalityFilter(label="Gemeinde")

    class Meta:
        model = District
        fields = ["municipalities"]


class GroupFilterSet(django_filters.FilterSet):
    occupations = OccupationFilter(label="Beruf")

    class Meta:
        model = OccupationGroup
        fields = ["occupations"]


@pytest.mark.parametrize(
    ("typed", "found", "is_valid"),
    [("öhringen", ["Hohenlohekreis"], True), ("Berlin", None, False), ("", None, True)],
)
def test_as_filter(region, typed, found, is_valid) -> None:
    filters = DistrictFilterSet({"municipalities": typed}, District.objects.all())

    assert filters.is_valid() is is_valid
    assert found is None or [str(row) for row in filters.qs] == found


def test_occupation_as_filter(world) -> None:
    make_occupation("Koch/Köchin", "293")

    filters = GroupFilterSet({"occupations": "Köchin"}, OccupationGroup.objects.all())

    assert [row.kldb3 for row in filters.qs] == ["293"]
