"""Which occupations of a group are systemically relevant: chosen, recorded, nobody overwritten."""

from django.urls import reverse

from portal.activity.models import Event
from portal.region.models import Occupation
from tests.factories import World, make_occupation

HTTPS = {"secure": True}


def address(kldb3: str = "813") -> str:
    return reverse("region:relevance", args=[kldb3])


def relevant() -> list[str]:
    return list(Occupation.objects.filter(is_system_relevant=True).values_list("short_name", flat=True))


def test_the_choice_is_stored_with_an_event(world: World, sign_in) -> None:
    nurse = make_occupation("Pflegefachmann/-frau", "813")
    make_occupation("Rettungshelfer/in", "813")

    answer = sign_in(world.office).post(address(), {"occupations": [nurse.pk], "before": ""}, **HTTPS)

    assert answer.status_code == 302
    assert relevant() == ["Pflegefachmann/-frau"]
    event = Event.objects.get(verb="relevance")
    assert event.changes == {"is_system_relevant": ["", "Pflegefachmann/-frau"]}


def test_an_occupation_of_another_group_is_refused(world: World, sign_in) -> None:
    make_occupation("Pflegefachmann/-frau", "813")

    answer = sign_in(world.office).post(address(), {"occupations": [world.occupation.pk]}, **HTTPS)

    assert answer.status_code == 200
    assert relevant() == []


def test_who_opened_the_page_earlier_overwrites_nobody(world: World, sign_in) -> None:
    nurse, helper = make_occupation("Pflegefachmann/-frau", "813"), make_occupation("Helfer/in", "813")
    client = sign_in(world.editor)
    sign_in(world.office).post(address(), {"occupations": [nurse.pk], "before": ""}, **HTTPS)

    stale = client.post(address(), {"occupations": [helper.pk], "before": ""}, **HTTPS)

    assert relevant() == ["Pflegefachmann/-frau"]
    page = stale.content.decode()
    assert f'name="before" value="{nurse.pk}"' in page
    assert "bp-errors" in page

    again = client.post(address(), {"occupations": [helper.pk], "before": f"{nurse.pk}"}, **HTTPS)

    assert again.status_code == 302
    assert relevant() == ["Helfer/in"]
