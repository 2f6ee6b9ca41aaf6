"""The portal's addresses and one that fails, for the answers that no page gives on purpose."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal import urls


@login_not_required
def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("canary-of-the-crash")


urlpatterns = [path("absturz/", crash, name="crash"), *urls.urlpatterns]
handler500 = urls.handler500
