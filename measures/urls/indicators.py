"""Addresses of indicators and their actual values."""

from django.urls import path, re_path

from measures.views import indicators

PATTERNS = [
    path("<slug:number>/kennzahlen/neu/", indicators.indicator_create, name="indicator_create"),
    path("<slug:number>/kennzahlen/<uuid:key>/bearbeiten/", indicators.indicator_edit, name="indicator_edit"),
    path(
        "<slug:number>/kennzahlen/<uuid:key>/entfernen/",
        indicators.indicator_remove,
        name="indicator_remove",
    ),
    path("<slug:number>/kennzahlen/<uuid:key>/ist-werte/", indicators.reading_enter, name="reading_enter"),
    path("<slug:number>/ist-werte/<uuid:key>/entfernen/", indicators.reading_remove, name="reading_remove"),
    re_path(
        r"^(?P<number>[-\w]+)/kennzahlen/(?P<key>[0-9a-f-]{36})/"
        r"bild-(?P<look>hell|dunkel)-(?P<size>breit|schmal)\.svg$",
        indicators.indicator_picture,
        name="indicator_picture",
    ),
]
