"""The call list: who called last and never for whom, filters, and an answer that becomes an offer."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.companies import log_call, offer_of_company
from apprenticeships.models import TakeoverOffer, TrainingCompany
from apprenticeships.views import companies as company_views
from portal.activity.models import Event
from tests.apprenticeships import factories as make
from tests.factories import World, make_municipality, make_occupation

TODAY = timezone.localdate()


def url(name: str, *args: object) -> str:
    return reverse(f"apprenticeships:{name}", args=args)


def test_a_call_is_kept_without_its_case(world: World, sign_in) -> None:
    """Colleagues see who of us called and what the answer was; whose case it was is not shown."""
    company, case = make.make_company(world), make.make_case(world)
    data = {"result": "reached", "answer": "im Januar wieder", "case": case.number.lower()}

    answer = sign_in(world.adviser_a).post(url("company_call", company.key), data, secure=True)

    company.refresh_from_db()
    assert (company.last_answer, company.last_called_on) == ("im Januar wieder", TODAY)
    assert company.last_called_by == world.adviser_a.user
    assert answer.url.endswith(f"?fall={case.number}")
    colleague = sign_in(world.colleague_a)
    for page in (url("company_list"), url("company_detail", company.key)):
        text = colleague.get(page, secure=True).content.decode()
        assert world.adviser_a.user.name in text
        assert "im Januar wieder" in text
        assert case.number not in text
    assert Event.objects.filter(verb="company_called", number=case.number).count() == 1
    assert not Event.objects.filter(subject="apprenticeships.trainingcompany", note__contains="F-").exists()


def test_the_page_lists_the_calls(world: World, sign_in) -> None:
    company = make.make_company(world)
    for result in ("not_reached", "reached"):
        log_call(company, by=world.actor("adviser_a"), result=result)

    page = sign_in(world.colleague_a).get(url("company_detail", company.key), secure=True)

    assert len(page.context["calls"]) == 2
    assert world.adviser_a.user.name in page.context["calls"][0].detail


def test_a_call_meanwhile_makes_an_open_form_stale(world: World, sign_in) -> None:
    company = make.make_company(world)
    log_call(company, by=world.actor("adviser_a"), result="reached", do_not_call_until=TODAY + timedelta(9))

    answer = sign_in(world.colleague_a).post(
        url("company_edit", company.key), {"version": 1, "name": company.name}, secure=True
    )

    assert answer.status_code == 409
    assert TrainingCompany.objects.get().do_not_call_until == TODAY + timedelta(9)


def test_do_not_call_until_is_honoured(world: World, sign_in) -> None:
    case = make.make_case(world)
    blocked = make.make_company(world, phone="0711 0000", do_not_call_until=TODAY + timedelta(days=1))
    free = make.make_company(world, do_not_call_until=TODAY)
    client = sign_in(world.adviser_a)

    panel = client.get(url("case_detail", case.number), secure=True).context
    page = client.get(url("company_list"), {"fall": case.number}, secure=True)

    assert [row["name"] for row in panel["companies"]] == [free.name]
    assert panel["company_count"] == 1
    assert {row["name"]: row["blocked"] for row in page.context["page"].rows} == {
        blocked.name: True, free.name: False,
    }  # fmt: skip
    assert "tel:07110000" not in page.content.decode()


def test_filters_of_the_call_list(world: World, sign_in) -> None:
    baker, far = make_occupation("Bäcker/in", "292"), make_municipality("Weinsberg")
    first = make.make_company(world, "Muster-A", size_class="1-9", last_called_on=TODAY)
    second = make.make_company(world, "Muster-B", occupations=[baker], municipality=far, size_class="250+")
    third = make.make_company(world, "Muster-C", do_not_call_until=TODAY + timedelta(days=5))
    client = sign_in(world.adviser_a)

    for query, found in (
        ({}, [first, second, third]),
        ({"occupation": "Bäcker/in"}, [second]),
        ({"occupation": "Mechatroniker/in"}, [first, third]),
        ({"district": world.district.ags}, [first, third]),
        ({"size": "250+"}, [second]),
        ({"call": "jetzt"}, [first, second]),
        ({"call": "nie"}, [second]),
        ({"district": world.district.ags, "call": "jetzt"}, [first]),
        ({"size": "nonsense"}, [first, second, third]),
    ):
        page = client.get(url("company_list"), query, secure=True)
        assert [row["name"] for row in page.context["page"].rows] == [one.name for one in found], query


def test_the_nearest_say_of_how_many(world: World, sign_in, monkeypatch) -> None:
    monkeypatch.setattr(company_views, "MOST_NEAR", 2)
    case = make.make_case(world)
    for _index in range(3):
        make.make_company(world)

    page = sign_in(world.adviser_a).get(url("company_list"), {"fall": case.number}, secure=True)

    assert len(page.context["page"].rows) == 2
    assert "2" in page.context["pager"]
    assert "3" in page.context["pager"]
    assert page.context["count"].startswith("3 ")


def test_an_answer_becomes_an_offer_in_one_click(world: World, sign_in) -> None:
    related = make_occupation("Industriemechaniker/in", "261")
    company = make.make_company(world, "Muster-Hydraulik", occupations=[related, world.occupation])
    case = make.make_case(world)

    answer = sign_in(world.adviser_a).post(
        url("company_offer", company.key), {"case": case.number}, secure=True
    )

    offer = TakeoverOffer.objects.get()
    assert answer.url == url("offer_edit", offer.key)
    assert (offer.company, offer.company_name, offer.municipality) == (company, company.name, world.town)
    assert (offer.seats, offer.organisation, offer.state) == (1, world.chamber_a, "open")
    assert list(offer.occupations.all()) == [case.occupation]
    assert "hydraulik" in offer.search_text


def test_a_second_click_lands_on_the_same_offer(world: World, sign_in) -> None:
    company, client = make.make_company(world), sign_in(world.adviser_a)

    answers = [client.post(url("company_offer", company.key), secure=True) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert TakeoverOffer.objects.count() == 1


@pytest.mark.parametrize("values", [{"municipality": None}, {"occupations": []}])
def test_what_an_offer_needs_is_asked_for_first(world: World, sign_in, values: dict) -> None:
    company = make.make_company(world, **values)

    answer = sign_in(world.adviser_a).post(url("company_offer", company.key), secure=True)

    assert answer.url == url("company_edit", company.key)
    assert not TakeoverOffer.objects.exists()


def test_a_case_of_another_chamber_prefills_nothing(world: World, sign_in) -> None:
    company, case = make.make_company(world), make.make_case(world, adviser=world.adviser_b)
    case.occupation = make_occupation("Bäcker/in", "292")
    case.save()

    sign_in(world.adviser_a).post(url("company_offer", company.key), {"case": case.number}, secure=True)

    assert list(TakeoverOffer.objects.get().occupations.all()) == [world.occupation]


@pytest.mark.django_db(transaction=True)
def test_two_advisers_in_the_same_moment_make_one_offer() -> None:
    world = World()
    company, start = make.make_company(world), Barrier(2)

    def press(who: str) -> None:
        actor = world.actor(who)
        start.wait()
        offer_of_company(company, [world.occupation], by=actor)
        connection.close()

    threads = [Thread(target=press, args=[who]) for who in ("adviser_a", "colleague_a")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert TakeoverOffer.objects.count() == 1


def test_old_days_are_no_block(world: World) -> None:
    company = make.make_company(world, do_not_call_until=date(2026, 1, 1))

    assert list(TrainingCompany.objects.callable(TODAY)) == [company]
