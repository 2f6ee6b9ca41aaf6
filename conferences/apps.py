from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.areas import register


class ConferencesConfig(AppConfig):
    name = "conferences"
    verbose_name = _("Conferences")

    def ready(self) -> None:
        from conferences.area import AREA

        register(AREA)
