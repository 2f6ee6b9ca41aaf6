"""L01, L02: many at once on the same text; the database lets one through and loses nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from measures.actions import drafts
from measures.models import Measure, MeasureDraft
from measures.states import MeasureState
from portal.forms import StaleSave
from tests.factories import World
from tests.measures.factories import make_measure, opened_on

AT_ONCE = 12


@pytest.mark.parametrize("begun", [False, True], ids=["no draft yet", "a draft"])
@pytest.mark.django_db(transaction=True)
def test_of_many_saves_on_one_version_one_wins(begun: bool) -> None:
    by = World().actor("editor")
    measure = make_measure("Lotsen", state=MeasureState.PUBLISHED)
    if begun:
        drafts.save_draft(measure, {"title": "Anfang"}, opened=opened_on(measure), by=by)
    token = opened_on(measure)

    def save(number: int) -> str:
        try:
            row = Measure.objects.get(pk=measure.pk)
            drafts.save_draft(row, {"title": f"Text {number}"}, opened=token, by=by)
        except StaleSave:
            return "stale"
        finally:
            connections.close_all()
        return "saved"

    with ThreadPoolExecutor(AT_ONCE) as threads:
        found = list(threads.map(save, range(AT_ONCE)))

    assert (found.count("saved"), found.count("stale")) == (1, AT_ONCE - 1)
    draft = MeasureDraft.objects.select_related("head").get()
    assert draft.head.content["title"].startswith("Text ")
    assert measure.revisions.count() == (3 if begun else 2)
