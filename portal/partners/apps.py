from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.areas import register


class PartnersConfig(AppConfig):
    """Organisations, people, roles, bodies and invitations."""

    name = "portal.partners"
    label = "partners"
    verbose_name = _("Partners")

    def ready(self) -> None:
        from portal.partners.area import AREA

        register(AREA)
