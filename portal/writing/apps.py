from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.areas import register


class WritingConfig(AppConfig):
    """The writing desk: formatted text, what is typed and not yet saved, who else is writing."""

    name = "portal.writing"
    label = "writing"
    verbose_name = _("Writing desk")

    def ready(self) -> None:
        from portal.writing.area import AREA

        register(AREA)
