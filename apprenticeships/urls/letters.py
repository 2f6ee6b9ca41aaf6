"""Addresses of letters about a case, of the short profile, of confirmations, and of the texts."""

from django.urls import path, re_path

from apprenticeships.states.letters import LETTER_WORDS, TO_PERSON
from apprenticeships.views import letter_texts, letters

PERSON_WORDS = "|".join(LETTER_WORDS[kind] for kind in TO_PERSON)
ALL_WORDS = "|".join(LETTER_WORDS.values())

PATTERNS = [
    path("faelle/<str:number>/schreiben/", letters.case_letters, name="case_letters"),
    re_path(
        rf"^faelle/(?P<number>[^/]+)/schreiben/(?P<word>{PERSON_WORDS})/$",
        letters.case_letter,
        name="case_letter",
    ),
    path("faelle/<str:number>/kurzprofil/", letters.case_profile, name="case_profile"),
    path(
        "faelle/<str:number>/foerderung/<uuid:key>/bestaetigung/",
        letters.case_confirmation,
        name="case_confirmation",
    ),
    path("schreiben/", letter_texts.letter_text_list, name="letter_text_list"),
    re_path(rf"^schreiben/(?P<word>{ALL_WORDS})/$", letter_texts.letter_text_edit, name="letter_text_edit"),
    re_path(
        rf"^schreiben/(?P<word>{ALL_WORDS})/muster\.(?P<kind>docx|pdf)$",
        letter_texts.letter_text_sample,
        name="letter_text_sample",
    ),
    re_path(
        rf"^schreiben/(?P<word>{ALL_WORDS})/standard/$",
        letter_texts.letter_text_restore,
        name="letter_text_restore",
    ),
]
