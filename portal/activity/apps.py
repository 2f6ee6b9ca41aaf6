from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.areas import register


class ActivityConfig(AppConfig):
    """What happened to a row, and who opened a person."""

    name = "portal.activity"
    label = "activity"
    verbose_name = _("Activity")

    def ready(self) -> None:
        from portal.activity.area import AREA

        register(AREA)
