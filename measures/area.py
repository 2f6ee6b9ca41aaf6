"""What measures offer the whole."""

from django.utils.translation import gettext_lazy as _

from portal.areas import Area

AREA = Area(key="measures", label=_("Measures"), url_name="home")
