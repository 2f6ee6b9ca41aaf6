from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.areas import register


class ApprenticeshipsConfig(AppConfig):
    name = "apprenticeships"
    verbose_name = _("Apprenticeships")

    def ready(self) -> None:
        from apprenticeships.area import AREA, FIGURES
        from apprenticeships.imports import KINDS
        from portal.imports.kinds import register as register_kind

        register(AREA)
        register(FIGURES)
        for kind in KINDS:
            register_kind(kind)
