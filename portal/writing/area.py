"""What the writing desk offers the whole: how long it keeps what."""

from django.utils.translation import gettext_lazy

from portal.areas import Area, Retention
from portal.writing.actions import forget, sweep_presences
from portal.writing.desk import DAYS
from portal.writing.models import UnsavedText

UNSAVED = Retention(
    code="unsaved_text",
    label=gettext_lazy("Texts that were typed and not saved"),
    days=DAYS,
    source=gettext_lazy("own proposal: two weeks"),
    due=lambda limit, now: UnsavedText.objects.filter(kept_at__lt=limit),
    remove=forget,
)

AREA = Area(
    key="writing",
    label=gettext_lazy("Writing desk"),
    url_name="home",
    place=90,
    allowed=lambda actor: False,  # no page of its own
    sweeps=(sweep_presences,),
    retention=(UNSAVED,),
)
