"""An offer's own reach where people meet it: form, page, company's link, table, and "why not more?"."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from apprenticeships.actions.offer_links import OFFER
from apprenticeships.actions.pairs import set_wish
from apprenticeships.forms.offers import OfferForm, OwnOfferForm
from apprenticeships.imports.offers import OFFERS
from apprenticeships.models import TakeoverOffer
from portal.links import issue
from tests.apprenticeships import factories as make
from tests.apprenticeships.test_assignment_pages import done_run
from tests.apprenticeships.test_exports import read_csv
from tests.apprenticeships.test_imports import imported, outcomes
from tests.apprenticeships.test_offer_links import VALID, data, page_of
from tests.factories import World, make_municipality

TABLE = "Betrieb\tOrt\tBeruf\tUmkreis\nMuster-Nah\tKünzelsau\tMechatroniker/in\t{}\n"


def edit(offer: TakeoverOffer, reach: object) -> dict[str, object]:
    return {
        "version": offer.version, "company_name": offer.company_name, "municipality": str(offer.municipality),
        "occupation_list": "Mechatroniker/in", "kind": "takeover", "seats": 1, "reach_km": reach,
    }  # fmt: skip


def test_an_adviser_enters_it_and_the_page_says_it(world: World, sign_in) -> None:
    offer, client = make.make_offer(world), sign_in(world.adviser_a)
    page = reverse("apprenticeships:offer_detail", args=[offer.key])
    assert not any("km" in str(words) for _label, words in client.get(page, secure=True).context["facts"])

    client.post(reverse("apprenticeships:offer_edit", args=[offer.key]), edit(offer, 30), secure=True)

    facts = [str(words) for _label, words in client.get(page, secure=True).context["facts"]]
    assert TakeoverOffer.objects.get().reach_km == 30
    assert sum("30 km" in words for words in facts) == 1


@pytest.mark.parametrize("form_class", [OfferForm, OwnOfferForm])
@pytest.mark.parametrize(
    ("typed", "is_refused"), [("", False), (1, False), (300, False), (0, True), (301, True)]
)
def test_a_reach_is_one_to_300_km_or_nothing(world: World, form_class, typed, is_refused) -> None:
    offer = make.make_offer(world)

    form = form_class(edit(offer, typed), instance=offer)

    assert ("reach_km" in form.errors) is is_refused


def test_the_database_refuses_a_reach_of_nothing(world: World) -> None:
    with pytest.raises(IntegrityError, match="offer_reach_sound"):
        make.make_offer(world, reach_km=0)


def test_the_company_says_it_by_its_link(world: World) -> None:
    offer = make.make_offer(world, seats=3)
    token = issue(OFFER, offer.pk, recipient="betrieb@muster.example", valid=VALID)

    Client().post(page_of(token), data(offer, reach_km=20), secure=True)

    assert TakeoverOffer.objects.get().reach_km == 20


def test_a_table_brings_it_and_takes_it_out_again(world: World, sign_in) -> None:
    runs = [imported(world, OFFERS, TABLE.format(reach)) for reach in ("25", "25", "40", "900")]
    url = reverse("apprenticeships:offer_export", kwargs={"kind": "csv"})

    header, row = read_csv(sign_in(world.adviser_a).get(url, secure=True))

    assert [outcomes(run) for run in runs] == [["new"], ["unchanged"], ["changed"], ["error"]]
    assert row[header.index("Umkreis in km")] == "40"


def test_why_not_more_counts_no_offer_that_wants_people_from_nearby(world: World, sign_in) -> None:
    """A longer way to an offer that reaches less far would help nobody."""
    case = make.make_case(world, reach_km=25)
    for latitude, reach in ((49.55, None), (49.55, 28), (49.4, 10)):
        town = make_municipality(latitude=latitude, longitude=9.69)
        make.make_offer(world, municipality=town, reach_km=reach)

    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:case_detail", args=[case.number]), secure=True
    )

    assert page.context["miss_count"] == 2
    assert len(page.context["why_not"]) == 2
    assert page.context["why_not"][0] == "1 Angebot mehr bei 35 km statt 25 km"


def test_a_fixed_pair_beyond_the_offers_reach_says_so_in_the_proposal_for_all(world: World, sign_in) -> None:
    case, by = make.make_case(world, reach_km=40), world.actor("adviser_a")
    offer = make.make_offer(world, municipality=make_municipality(latitude=49.5, longitude=9.69), reach_km=10)
    set_wish(case, offer, by=by, kind="pin", reason="agreed")

    run = done_run(world)
    page = sign_in(world.adviser_a).get(
        reverse("apprenticeships:assignment_detail", kwargs={"key": run.key}), secure=True
    )

    [row] = page.context["page"].rows
    assert sum("10 km" in str(word) for word in row["meta"]) == 1
