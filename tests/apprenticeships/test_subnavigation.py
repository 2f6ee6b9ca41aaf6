"""The area's own navigation: what is used every day in line, the rest in two groups, nothing that is shut."""

import re

from django.test import Client
from django.urls import reverse

from tests.factories import World

NAV = re.compile(r'<nav class="bp-subnav bp-subnav--area".*?</nav>', re.DOTALL)
FOLD = re.compile(r"<details.*?</details>", re.DOTALL)


def subnav(client: Client, url_name: str) -> str:
    page = client.get(reverse(url_name), secure=True).content.decode()
    return NAV.search(page).group()


def links(markup: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', markup)


def urls(*names: str) -> list[str]:
    return [reverse(f"apprenticeships:{name}") for name in names]


def test_an_advisers_everyday_pages_stand_in_line(world: World, sign_in) -> None:
    markup = subnav(sign_in(world.adviser_a), "apprenticeships:case_list")

    assert links(FOLD.sub("", markup)) == urls(
        "work_list", "case_list", "company_case_list", "tip_list", "suggestion_list", "offer_list",
        "company_list",
    )  # fmt: skip
    more, set_up = FOLD.findall(markup)
    assert links(more) == urls("my_tips", "assignment_list", "shortage", "pool", "handover_list")
    assert links(set_up) == urls(
        "rule_list", "letter_text_list", "import_start", "responsibility_list", "deadline_rules"
    )


def test_the_page_itself_is_marked_and_so_is_its_group(world: World, sign_in) -> None:
    client = sign_in(world.adviser_a)

    inline = subnav(client, "apprenticeships:case_list")
    folded = subnav(client, "apprenticeships:letter_text_list")

    [page] = urls("case_list")
    assert re.findall("<[^>]*aria-current[^>]*>", inline) == [f'<a href="{page}" aria-current="page">']
    [page] = urls("letter_text_list")
    assert re.findall("<[^>]*aria-current[^>]*>", folded) == [
        '<summary aria-current="true">',
        f'<a href="{page}" aria-current="page">',
    ]


def test_who_has_few_pages_has_no_groups(world: World, sign_in) -> None:
    for name in ("partner_a", "office", "dpo"):
        markup = subnav(sign_in(getattr(world, name)), "apprenticeships:shortage")

        assert "<details" not in markup, name
        assert 1 <= len(links(markup)) <= 7, name


def test_pages_that_are_shut_stand_in_no_group(world: World, sign_in) -> None:
    client = sign_in(world.colleague_a)

    for url in links(subnav(client, "apprenticeships:case_list")):
        assert client.get(url, secure=True).status_code == 200, url
