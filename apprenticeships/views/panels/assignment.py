"""The part of a case's page about the last proposal for all open cases: its offer or why not, and wishes."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from apprenticeships.counterfactuals import option_words, why_words
from apprenticeships.models import Case
from apprenticeships.states import SEEKING
from apprenticeships.states.assignments import WishKind, WishReason


def panel(request: HttpRequest, case: Case, today: Any) -> dict[str, Any]:
    """The case's place in the last finished run of its organisation, and its wishes."""
    if case.state not in SEEKING:
        return {"wishes": [], "in_run": None}
    found = case.beside
    return {
        "in_run": _in_run(found["missing"], found["pair"]),
        "wishes": [_wish(case, one) for one in found["wishes"]],
    }


def _in_run(missing: dict | None, pair: dict | None) -> dict[str, Any] | None:
    """What the last run says: a pair with its offer, or why not; None where it did not look at the case."""
    found = missing or pair
    if found is None:
        return None
    base = {
        "url": reverse("apprenticeships:assignment_detail", kwargs={"key": found["run"]}),
        "as_of": found["as_of"],
    }
    if missing:
        why = why_words(missing["why"], missing["fitting"], missing["in_group"])
        options = [option_row(option) for option in missing["options"]]
        return base | {"is_placed": False, "why": why, "options": options}
    offer_url = reverse("apprenticeships:offer_detail", kwargs={"key": pair["key"]})
    return base | {"is_placed": True, "offer": pair["offer"], "offer_url": offer_url, "score": pair["score"]}


def _wish(case: Case, wish: dict) -> dict[str, str]:
    kwargs = {"number": case.number, "key": wish["key"]}
    return {
        "offer": wish["offer"],
        "kind": WishKind(wish["kind"]).label,
        "reason": WishReason(wish["reason"]).label,
        "drop_url": reverse("apprenticeships:wish_drop", kwargs=kwargs),
    }


def option_row(option: dict[str, Any]) -> dict[str, Any]:
    """An option in words, with links to its best offers."""
    offers = [
        (reverse("apprenticeships:offer_detail", kwargs={"key": key}), name) for key, name in option["offers"]
    ]
    return {"words": option_words(option), "offers": offers}
