from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal.areas import register


class RetentionConfig(AppConfig):
    name = "portal.retention"
    label = "retention"
    verbose_name = _("Retention")

    def ready(self) -> None:
        from portal.retention.area import AREA

        register(AREA)
