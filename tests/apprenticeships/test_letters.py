"""Letters, short profile and confirmation: placeholders, the one door, disclosures, nothing stored."""

from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pypdf import PdfReader

from apprenticeships.actions.deadlines import set_deadline
from apprenticeships.forms.letters import LetterTextForm
from apprenticeships.letters import BLANK, default_text, named
from apprenticeships.models import Case, DisclosureRule, LetterText
from apprenticeships.persons import is_under_18, open_for_letter
from apprenticeships.placeholders import fill, names_in, parts_of, unknown_in
from apprenticeships.states.letters import LETTER_WORDS, PERSONAL, PLACEHOLDERS, LetterKind
from portal.activity.models import AccessEntry, Event
from portal.documents import Facts, Heading, Items, Paragraph
from tests.apprenticeships import factories as make
from tests.factories import World

NAME, STREET, PHONE = "Toni Muster-Kanari", "Kanarienweg 7, 74653 Künzelsau", "0151 0000 77"
PARENT, BORN, COMPANY = "Kim Muster-Kanari, 0151 0000 78", "2009-05-04", "Muster-Kanarienbau GmbH"
PERSON = {
    "name": NAME, "address": STREET, "phone": PHONE, "representatives": PARENT, "birth_date": BORN,
    "email": "kanari@muster.example",
}  # fmt: skip


def a_case(world: World, **values: object) -> Case:
    values.setdefault("person", PERSON)
    values.setdefault("is_minor", True)
    company = make.make_company(world, COMPANY)
    company_case = make.make_company_case(world, company=company, cause="insolvency")
    return make.make_case(
        world, company=company, company_case=company_case, contract_number="4711", wishes="gern mit Holz",
        contract_start=date(2025, 9, 1), contract_end=date(2028, 8, 31), **values,
    )  # fmt: skip


def allow_profiles(world: World, *fields: str) -> DisclosureRule:
    return DisclosureRule.objects.create(
        sender_kind="chamber", recipient_kind="company", fields=list(fields or ["profile"]),
        legal_basis="Muster", valid_from=date(2020, 1, 1),
    )  # fmt: skip


def post(client: Client, name: str, kwargs: dict, **data: object):
    return client.post(reverse(f"apprenticeships:{name}", kwargs=kwargs), data, secure=True)


def letter(client: Client, case: Case, kind: str, **data: object):
    return post(client, "case_letter", {"number": case.number, "word": LETTER_WORDS[kind]}, **data)


def word_text(answer: object) -> str:
    file = docx.Document(BytesIO(answer.content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in file.paragraphs), *cells])


def pdf_text(answer: object) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)


# --- placeholders --------------------------------------------------------------------------------------


def test_placeholders_are_found_and_filled_once() -> None:
    text = "Guten Tag {Name}, {Beruf} {Name} {12} { Name } {} {{Beruf}}"

    assert names_in(text) == ["Name", "Beruf"]
    assert fill(text, {"Name": "{Beruf}", "Beruf": "Bäcker/in"}) == (
        "Guten Tag {Beruf}, Bäcker/in {Beruf} {12} { Name } {} {Bäcker/in}"
    )


@pytest.mark.parametrize("kind", LetterKind.values)
def test_default_texts_use_their_own_placeholders_only(kind: str) -> None:
    text = default_text(kind)

    assert unknown_in(text.subject + text.body, PLACEHOLDERS[kind]) == []
    assert text.version
    assert text.source


def test_the_profile_knows_no_placeholder_about_the_person() -> None:
    """D02"""
    forbidden = {*PERSONAL, "Betrieb", "Ausbildungsende", "Quelle", "Eintragung"}

    assert forbidden & set(PLACEHOLDERS[LetterKind.PROFILE]) == set()


def test_an_unknown_placeholder_is_named_at_its_field(world: World) -> None:
    row = LetterText(organisation=world.chamber_a, kind=LetterKind.PROFILE)
    form = LetterTextForm({"subject": "{Vorname}", "body": "Guten Tag {Name} {Beruf}"}, instance=row)

    assert set(form.errors) == {"subject", "body"}
    assert "{Name}" in form.errors["body"][0]
    assert "{Landkreis}" in form.errors["body"][0]
    assert "{Vorname}" in form.errors["subject"][0]


def test_the_table_of_facts_needs_a_line_of_its_own(world: World) -> None:
    row = LetterText(organisation=world.chamber_a, kind=LetterKind.PROFILE)

    inside = LetterTextForm({"subject": "x", "body": "Hier: {Angaben} und so"}, instance=row)
    alone = LetterTextForm({"subject": "x", "body": "Hier:\n{Angaben}\nund so"}, instance=row)

    assert list(inside.errors) == ["body"]
    assert alone.is_valid()


def test_a_text_becomes_parts() -> None:
    text = "Guten Tag {Name},\n\n## Was jetzt\n\n- eins\n- {Name}\n\nSatz\n{Angaben}\nEnde"

    parts = parts_of(text, {"Name": "- Toni\n## x"}, [("Beruf", "Bäcker/in")])

    assert parts == [
        Paragraph("Guten Tag - Toni\n## x,"),
        Heading("Was jetzt"),
        Items(["eins", "- Toni\n## x"]),
        Paragraph("Satz"),
        Facts([("Beruf", "Bäcker/in")]),
        Paragraph("Ende"),
    ]


texts = st.text(alphabet=st.sampled_from("{}{}NameBeruf -#\n\r ä1%s"), max_size=60) | st.text(max_size=60)


@hypothesis_settings(max_examples=200, deadline=None)
@given(texts, texts)
def test_no_text_does_more_than_be_refused_by_name(subject: str, body: str) -> None:
    """Whatever is typed: it is stored as it stands, or its unknown placeholders are named."""
    allowed = PLACEHOLDERS[LetterKind.FIRST_CONTACT]
    unknown = unknown_in(body, allowed)
    parts = parts_of(body, dict.fromkeys(allowed, "{Wert}"), [])

    assert set(unknown) == set(names_in(body)) - set(allowed)
    assert fill(subject, {}) == subject
    assert all(isinstance(part, Paragraph | Heading | Items | Facts) for part in parts)


# --- texts ---------------------------------------------------------------------------------------------


def edit(client: Client, **data: object):
    return post(client, "letter_text_edit", {"word": "nichts-unterschreiben"}, **data)


def test_a_chamber_makes_a_text_its_own_and_takes_it_back(world: World, sign_in) -> None:
    client, case = sign_in(world.adviser_a), a_case(world)

    edit(client, subject="Unser Betreff", body="Unser Satz für {Name}")
    own = word_text(letter(client, case, LetterKind.WARNING))
    post(client, "letter_text_restore", {"word": "nichts-unterschreiben"})
    again = word_text(letter(client, case, LetterKind.WARNING))

    assert f"Unser Satz für {NAME}" in own
    assert "Unser Satz" not in again
    assert "Bitte unterschreiben Sie nichts" in again
    page = client.get(
        reverse("apprenticeships:letter_text_edit", kwargs={"word": "nichts-unterschreiben"}), secure=True
    )
    assert "Unser Satz für {Name}" in page.content.decode()
    assert LetterText.objects.get().version == 2


def test_each_chamber_has_its_own_text(world: World, sign_in) -> None:
    edit(sign_in(world.adviser_a), subject="Betreff A", body="Satz A")

    case_b = make.make_case(world, adviser=world.adviser_b, person=PERSON)
    text = word_text(letter(sign_in(world.adviser_b), case_b, LetterKind.WARNING))

    assert "Satz A" not in text


def test_a_stale_save_shows_both_texts(world: World, sign_in) -> None:
    """L01"""
    client = sign_in(world.adviser_a)
    edit(client, subject="Erster", body="Text der ersten")

    answer = edit(client, version=7, subject="Zweiter", body="Text der zweiten")

    assert answer.status_code == 409
    assert "ersten" in answer.content.decode()
    assert "Text der zweiten" in answer.content.decode()
    assert LetterText.objects.get().body == "Text der ersten"


def test_two_who_begin_with_the_default_do_not_overwrite_each_other(world: World, sign_in) -> None:
    """L01: the second began before there was a row."""
    edit(sign_in(world.adviser_a), version=1, subject="Erster", body="Text der ersten")
    LetterText.objects.update(version=2)

    answer = edit(sign_in(world.colleague_a), version=1, subject="Zweiter", body="Text der zweiten")

    assert answer.status_code == 409
    assert LetterText.objects.get().body == "Text der ersten"


def test_the_preview_saves_nothing_and_names_nobody_real(world: World, sign_in) -> None:
    a_case(world)

    answer = edit(sign_in(world.adviser_a), subject="Probe", body="Guten Tag {Name}", preview="1")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Guten Tag Toni Muster" in page
    assert NAME not in page
    assert LetterText.objects.count() == 0


@pytest.mark.parametrize("word", LETTER_WORDS.values())
@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_samples_of_all_texts(world: World, sign_in, word: str, kind: str) -> None:
    url = reverse("apprenticeships:letter_text_sample", kwargs={"word": word, "kind": kind})

    answer = sign_in(world.adviser_a).get(url, secure=True)

    text = pdf_text(answer) if kind == "pdf" else word_text(answer)
    assert "{" not in text
    assert "Muster" in text


# --- letters to the person -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [LetterKind.FIRST_CONTACT, LetterKind.INFORMATION, LetterKind.WARNING])
@pytest.mark.parametrize("file", ["docx", "pdf"])
def test_a_letter_reaches_person_and_parents(world: World, sign_in, kind: str, file: str) -> None:
    """D07: one access entry per letter, in the transaction of the letter."""
    case = a_case(world)

    answer = letter(sign_in(world.adviser_a), case, kind, format=file, source="partner")

    text = pdf_text(answer) if file == "pdf" else word_text(answer)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="{case.number}-{LETTER_WORDS[kind]}.{file}"'
    )
    for words in (NAME, "Kanarienweg 7", "74653 Künzelsau", "gesetzliche Vertretung Kim Muster-Kanari"):
        assert words in text
    assert "0151" not in text
    assert case.number in text
    entries = AccessEntry.objects.values_list("number", "purpose", "fields")
    assert list(entries) == [(case.number, "letter", "name,address,representatives")]
    assert Event.objects.filter(verb=f"letter_{kind}").count() == 1
    assert not any(NAME in f"{event.note}{event.changes}" for event in Event.objects.all())


@pytest.mark.parametrize(("register", "law"), [("bbig", "§ 76 BBiG"), ("hwo", "§ 41a HwO (zu prüfen)")])
def test_the_register_decides_the_law(world: World, sign_in, register: str, law: str) -> None:
    case = a_case(world, register=register)

    text = word_text(letter(sign_in(world.adviser_a), case, LetterKind.FIRST_CONTACT))

    assert law in text


@pytest.mark.parametrize("who", ["colleague_a", "adviser_b", "office", "partner_a"])
def test_only_those_in_charge_write_to_the_person(world: World, sign_in, who: str) -> None:
    case = a_case(world)

    answer = letter(sign_in(getattr(world, who)), case, LetterKind.FIRST_CONTACT)

    assert answer.status_code in (403, 404)
    assert AccessEntry.objects.count() == 0
    with pytest.raises(PermissionDenied):
        open_for_letter(case, by=world.actor(who))


def test_a_case_run_by_its_number_gets_lines_to_fill_in(world: World, sign_in) -> None:
    case = a_case(world, person=None)

    text = word_text(letter(sign_in(world.adviser_a), case, LetterKind.INFORMATION, source="register"))

    assert f"Guten Tag {BLANK}," in text
    assert "und die gesetzliche Vertretung" in text
    assert AccessEntry.objects.count() == 0


def test_the_information_says_source_rights_and_time(world: World, sign_in) -> None:
    """D14: source, purposes, rights, retention; the partner is not named."""
    case = a_case(world)
    tip = make.make_tip(world, reporter=world.partner_b)
    tip.case = case
    tip.save()
    client = sign_in(world.adviser_a)

    page = client.get(reverse("apprenticeships:case_letters", args=[case.number]), secure=True)
    form = next(one["form"] for one in page.context["letters"] if one["kind"] == LetterKind.INFORMATION)
    text = word_text(letter(client, case, LetterKind.INFORMATION, source=form["source"].value()))

    assert "Ihre Daten hat uns ein Bündnispartner genannt." in text
    assert world.partner_org_b.name not in text
    for words in ("Artikel 15", "Artikel 77", "Landesbeauftragter", "höchstens 18 Monate"):
        assert words in text


def test_the_information_enters_that_the_person_was_informed(world: World, sign_in) -> None:
    """D14"""
    case, today = a_case(world), timezone.localdate()
    set_deadline(case, kind="inform", code="inform", title="informieren", due_on=today + timedelta(days=9))
    client = sign_in(world.adviser_a)

    letter(client, case, LetterKind.INFORMATION, source="register")
    before = Case.objects.get(pk=case.pk).apprentice.informed_on
    letter(client, case, LetterKind.INFORMATION, source="register", informed="on")

    assert before is None
    assert Case.objects.get(pk=case.pk).apprentice.informed_on == today
    assert case.deadlines.get(code="inform").done_on == today


def test_a_wrong_source_is_said_at_its_field(world: World, sign_in) -> None:
    case = a_case(world)

    answer = letter(sign_in(world.adviser_a), case, LetterKind.INFORMATION, source="nonsense")

    assert answer["Content-Type"].startswith("text/html")
    assert AccessEntry.objects.count() == 0


@pytest.mark.parametrize(
    ("today", "minor"), [(date(2027, 5, 3), True), (date(2027, 5, 4), False), (date(2030, 1, 1), False)]
)
def test_who_is_under_18(today: date, minor: bool) -> None:
    assert is_under_18(date(2009, 5, 4), today) is minor


def test_the_date_of_birth_is_opened_only_where_age_is_not_known(world: World) -> None:
    case = a_case(world, is_minor=None)

    recipient = open_for_letter(case, by=world.actor("adviser_a"))

    assert recipient.is_minor is is_under_18(date(2009, 5, 4), timezone.localdate())
    assert AccessEntry.objects.get().fields == "name,address,representatives,birth_date"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Kim Muster, 0151 0000 78", "Kim Muster"),
        ("Kim Muster (Tel. 07940 / 123-45)", "Kim Muster"),
        ("Kim und Alex Muster", "Kim und Alex Muster"),
        ("", ""),
    ],
)
def test_no_telephone_number_in_an_address(text: str, name: str) -> None:
    assert named(text) == name
