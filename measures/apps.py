from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.areas import register


class MeasuresConfig(AppConfig):
    name = "measures"
    verbose_name = _("Measures")

    def ready(self) -> None:
        from measures.area import AREA

        register(AREA)
