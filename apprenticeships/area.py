"""What apprenticeships offer the whole."""

from django.utils.translation import gettext_lazy as _

from portal.areas import Area

AREA = Area(key="apprenticeships", label=_("Apprenticeships"), url_name="home")
