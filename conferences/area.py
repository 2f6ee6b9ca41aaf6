"""What conferences offer the whole."""

from django.utils.translation import gettext_lazy as _

from portal.areas import Area

AREA = Area(key="conferences", label=_("Conferences"), url_name="home")
