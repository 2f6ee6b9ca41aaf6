"""S10, D17: a confidential company and a person never reach other roles, in whatever list, search or mail."""

from datetime import timedelta

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from apprenticeships.area import AREA
from apprenticeships.urls import urlpatterns
from portal.areas import Item
from portal.digests.models import OutgoingMail
from tests.apprenticeships import factories as make
from tests.factories import World

COMPANY, PERSON, ELSEWHERE = "ZZ-B-Kanarienbau", "ZZ-P-Kanari", "ZZ-T-Kanaritext"
OTHERS = ("partner_a", "partner_b", "adviser_b", "editor", "office", "dpo", "operator")
ALL = (*OTHERS, "adviser_a", "colleague_a")


@pytest.fixture
def planted(world: World) -> World:
    """A confidential company with a case and its person, a tip of partner B, a note, an old call."""
    company = make.make_company(world, COMPANY, phone="0000", last_answer=ELSEWHERE)
    company_case = make.make_company_case(
        world, company=company, administrator=ELSEWHERE, court=ELSEWHERE, source=ELSEWHERE
    )
    case = make.make_case(
        world, company_case=company_case, company=company, person={"name": PERSON, "phone": PERSON},
        next_step=ELSEWHERE, wishes=ELSEWHERE, school=ELSEWHERE, released_to_pool=True,
        due_on=timezone.localdate(), state="in_placement",
    )  # fmt: skip
    make.make_note(case, PERSON)
    world.tip = make.make_tip(
        world, company_and_place=COMPANY, text=ELSEWHERE, person=PERSON, adviser=world.colleague_a,
        reporter=world.adviser_a,
    )  # fmt: skip
    world.case, world.company_case, world.company = case, company_case, company
    return world


def addresses(world: World) -> list[str]:
    """Every address of the area that takes GET, with the planted rows in it."""
    found = ["/", "/suche/?q=ZZ-", f"/suche/?q={world.case.number}", f"/suche/?q={world.company_case.number}"]
    for pattern in urlpatterns:
        for values in (
            {},
            {"kind": "csv"},
            {"kind": "xlsx"},
            {"number": world.case.number},
            {"number": world.company_case.number},
            {"number": world.tip.number},
            {"key": world.company.key},
        ):
            try:
                found.append(reverse(f"apprenticeships:{pattern.name}", kwargs=values))
            except NoReverseMatch:
                continue
    return found


def text_of(response: object) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode("utf-8", "replace")


@pytest.mark.parametrize("who", OTHERS)
def test_no_canary_for_other_roles(planted: World, sign_in, who: str) -> None:
    client, leaks = sign_in(getattr(planted, who)), []

    for address in addresses(planted):
        text = text_of(client.get(address, secure=True)).replace("q=ZZ-", "").replace('value="ZZ-"', "")
        leaks += [(address, word) for word in (COMPANY, PERSON, ELSEWHERE) if word in text]

    assert leaks == []


def test_a_colleague_reads_neither_persons_nor_notes_nor_the_tip(planted: World, sign_in) -> None:
    planted.tip.adviser = planted.adviser_a
    planted.tip.reporter = planted.partner_b
    planted.tip.save()
    client = sign_in(planted.colleague_a)

    texts = [text_of(client.get(address, secure=True)) for address in addresses(planted)]
    tip = text_of(client.get(reverse("apprenticeships:tip_detail", args=[planted.tip.number]), secure=True))

    assert not any(PERSON in text for text in texts)
    assert COMPANY not in tip
    assert planted.tip.number in tip


def words(item: Item) -> str:
    return " ".join(map(str, (item.title, item.why, item.when, item.url, item.contact, *item.meta)))


@pytest.mark.parametrize("who", ALL)
def test_no_canary_in_any_digest(planted: World, who: str) -> None:
    now = timezone.now() + timedelta(minutes=1)

    sections = [one for one in AREA.digest(planted.actor(who), now - timedelta(days=7), now) if one]

    text = " ".join(
        " ".join([section.title, section.note, *map(words, section.items), *map(str, section.figures)])
        for section in sections
    )
    assert not [word for word in (COMPANY, PERSON, ELSEWHERE) if word in text]


@pytest.mark.parametrize("kind", ["tip_assigned", "tip_decided"])
@pytest.mark.parametrize("state", ["routed", "refused"])
def test_no_canary_in_any_mail(planted: World, kind: str, state: str) -> None:
    if (kind == "tip_decided") != (state == "refused"):
        return  # skipped mails have no text
    tip = planted.tip
    if state == "refused":
        tip.state, tip.refusal_reason, tip.decided_at = state, "solved", timezone.now()
        tip.save()
    mail = OutgoingMail(kind=kind, object_id=tip.pk, membership=planted.adviser_a)

    body = AREA.mails[kind](mail)

    assert tip.number in body.subject
    assert tip.number in body.text
    assert not [word for word in (COMPANY, PERSON, ELSEWHERE) if word in body.subject + body.text + body.html]
