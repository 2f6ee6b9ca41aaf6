from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.areas import register


class MeasuresConfig(AppConfig):
    name = "measures"
    verbose_name = _("Measures")

    def ready(self) -> None:
        from measures.area import AREA
        from measures.imports import KINDS
        from portal.imports.kinds import register as register_kind

        register(AREA)
        for kind in KINDS:
            register_kind(kind)
