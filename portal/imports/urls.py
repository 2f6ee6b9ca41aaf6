"""The pages of imports; an area mounts them under its own name: `PATTERNS = import_patterns()`."""

from django.urls import URLPattern, path, re_path

from portal.imports import views


def import_patterns() -> list[URLPattern]:
    """Start, upload, columns, one import and its steps."""
    return [
        path("import/", views.import_start, name="import_start"),
        path("import/neu/<slug:kind>/", views.import_upload, name="import_upload"),
        path("import/<uuid:key>/", views.import_run, name="import_run"),
        path("import/<uuid:key>/spalten/", views.import_columns, name="import_columns"),
        path("import/<uuid:key>/starten/", views.import_begin, name="import_begin"),
        path("import/<uuid:key>/verwerfen/", views.import_discard, name="import_discard"),
        path("import/<uuid:key>/zuruecknehmen/", views.import_revert, name="import_revert"),
        re_path(
            r"^import/(?P<key>[0-9a-f-]{36})/abgewiesen\.(?P<form>csv|xlsx)$",
            views.import_rejected,
            name="import_rejected",
        ),
    ]
