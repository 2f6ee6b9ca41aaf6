"""The form templates: each control is labelled, described and marked, and the error summary leads to it."""

import re
from datetime import date

import html5lib
import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import translation

from portal.forms_layout import FormEnd, Hint, More, NumberedField, PlainField, Row, Stack, Submit, Two
from portal.templatetags import portal_ui

CHOICES = [("a", "First"), ("b", "Second")]


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


class EveryWidget(forms.Form):
    """One field per kind of control, all required, all with a hint."""

    text = forms.CharField(label="Text", help_text="Hint")
    lines = forms.CharField(label="Lines", help_text="Hint", widget=forms.Textarea)
    email = forms.EmailField(label="Mail", help_text="Hint")
    password = forms.CharField(label="Password", help_text="Hint", widget=forms.PasswordInput)
    number = forms.IntegerField(label="Number", help_text="Hint")
    day = forms.DateField(label="Day", help_text="Hint")
    moment = forms.DateTimeField(label="Moment", help_text="Hint")
    time = forms.TimeField(label="Time", help_text="Hint")
    file = forms.FileField(label="File", help_text="Hint")
    select = forms.ChoiceField(label="Select", help_text="Hint", choices=CHOICES)
    several = forms.MultipleChoiceField(label="Several", help_text="Hint", choices=CHOICES)
    radio = forms.ChoiceField(label="Radio", help_text="Hint", choices=CHOICES, widget=forms.RadioSelect)
    boxes = forms.MultipleChoiceField(
        label="Boxes", help_text="Hint", choices=CHOICES, widget=forms.CheckboxSelectMultiple
    )
    tick = forms.BooleanField(label="Tick", help_text="Hint")
    split = forms.SplitDateTimeField(label="Split", help_text="Hint")
    secret = forms.CharField(required=False, widget=forms.HiddenInput)


GROUPS = {"radio", "boxes", "split"}
SINGLE = [name for name in EveryWidget.base_fields if name not in GROUPS | {"secret"}]


def parse(html: str):
    """The page as a browser reads it, without namespaces."""
    return html5lib.parse(f"<!doctype html><title>x</title>{html}", namespaceHTMLElements=False)


def parse_page(html: str):
    return html5lib.parse(html, namespaceHTMLElements=False)


def fields_of(form: forms.Form, **context) -> str:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = getattr(form, "layout", None)
    return render_crispy_form(form, helper, context)


def by_id(tree, id_: str):
    found = [element for element in tree.iter() if element.get("id") == id_]
    assert len(found) == 1, f"{id_} is there {len(found)} times"
    return found[0]


def words(element) -> str:
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()


def assert_references_resolve(tree) -> None:
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids))
    for element in tree.iter():
        for name in ("for", "aria-describedby", "aria-labelledby"):
            for target in (element.get(name) or "").split():
                assert target in ids, f"{element.tag} {name} → {target}"
        if (element.get("href") or "").startswith("#"):
            assert element.get("href")[1:] in ids, element.get("href")


@pytest.mark.parametrize("data", [None, {}, {"text": "x", "day": "wrong", "number": "wrong"}])
def test_ids_are_unique_and_every_reference_resolves(data):
    form = EveryWidget(data)

    summary = render_to_string("components/error_summary.html", {"form": form})
    assert_references_resolve(parse(summary + fields_of(form)))


@pytest.mark.parametrize("name", SINGLE)
def test_single_control_has_label_hint_and_error(name):
    tree = parse(fields_of(EveryWidget({})))

    control = by_id(tree, f"id_{name}")
    assert control.get("aria-invalid") == "true"
    assert control.get("aria-describedby") == f"id_{name}_helptext id_{name}_error"
    # a list without an empty choice must not be `required` in HTML
    assert (control.get("required") is not None) != (name == "select")
    assert control.get("aria-required") == ("true" if name == "select" else None)
    assert words(by_id(tree, f"id_{name}_helptext")) == "Hint"
    label = [element for element in tree.iter("label") if element.get("for") == f"id_{name}"]
    assert len(label) == 1
    assert words(by_id(tree, f"id_{name}_error")).startswith("Error: Please ")


@pytest.mark.parametrize("name", sorted(GROUPS))
def test_group_is_a_described_fieldset_with_legend(name):
    tree = parse(fields_of(EveryWidget({})))

    group = by_id(tree, f"id_{name}")
    assert group.tag == "fieldset"
    assert group.get("aria-describedby") == f"id_{name}_helptext id_{name}_error"
    assert words(group.find("legend")) == name.capitalize()
    assert by_id(tree, f"id_{name}_0").tag == "input"


def test_radios_carry_no_word_that_aria_forbids():
    tree = parse(fields_of(EveryWidget({})))

    for element in tree.iter("input"):
        if element.get("type") == "radio":
            assert element.get("aria-invalid") is None
            assert element.get("required") is not None
            assert element.get("class") == "kern-form-check__radio kern-form-check__radio--error"


def test_untouched_form_shows_no_error():
    form = EveryWidget()

    html = fields_of(form)
    assert "error" not in html and "aria-invalid" not in html
    assert render_to_string("components/error_summary.html", {"form": form}).strip() == ""


def test_dates_use_the_browsers_own_field_and_iso_text():
    initial = {"day": date(2026, 10, 6)}
    with translation.override("de"):
        tree = parse(fields_of(EveryWidget(initial=initial)))

    assert by_id(tree, "id_day").get("type") == "date"
    assert by_id(tree, "id_day").get("value") == "2026-10-06"
    assert by_id(tree, "id_moment").get("type") == "datetime-local"
    assert by_id(tree, "id_time").get("type") == "time"


def test_dates_typed_in_the_browsers_field_are_understood_in_german():
    with translation.override("de"):
        form = EveryWidget({"day": "2026-10-06", "moment": "2026-10-06T09:30", "time": "09:30"})

        assert not {"day", "moment", "time"} & set(form.errors)


class Optional(forms.Form):
    name = forms.CharField(required=False, label="Name")
    choice = forms.ChoiceField(required=False, label="Choice", choices=CHOICES, widget=forms.RadioSelect)
    tick = forms.BooleanField(required=False, label="Tick")


def test_optional_fields_say_so_except_single_boxes():
    html = fields_of(Optional())

    assert html.count("kern-label__optional") == 2
    assert " required" not in html


def test_filters_never_say_optional():
    html = render_to_string(
        "components/filter.html", {"form": Optional({}), "label": "Filter", "reset_url": "/"}
    )

    assert "kern-label__optional" not in html
    assert_references_resolve(parse(html))


class Quiet(forms.Form):
    use_required_attribute = False
    name = forms.CharField(label="Name")
    file = forms.FileField(label="File")


def test_without_the_required_attribute_screen_readers_still_hear_it():
    tree = parse(fields_of(Quiet()))

    assert by_id(tree, "id_name").get("required") is None
    assert by_id(tree, "id_name").get("aria-required") == "true"
    assert by_id(tree, "id_file").get("aria-required") is None


def test_hidden_field_has_no_label():
    tree = parse(fields_of(EveryWidget()))

    assert by_id(tree, "id_secret").get("type") == "hidden"
    assert not [label for label in tree.iter("label") if label.get("for") == "id_secret"]


# --- error summary -----------------------------------------------------------------------------------------


class Tip(forms.Form):
    reason = forms.ChoiceField(
        label="Reason",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason."},
    )
    place = forms.CharField(label="Place")

    def clean(self):
        if self.cleaned_data.get("place") == "nowhere":
            raise ValidationError("Both <do> not fit together.")


def summary_of(form) -> str:
    return render_to_string("components/error_summary.html", {"form": form})


def test_summary_leads_to_the_first_control_with_the_fields_own_words():
    form = Tip({})
    tree = parse(summary_of(form) + fields_of(form))

    links = [(link.get("href"), words(link)) for link in tree.iter("a")]
    assert links == [("#id_reason_0", "Choose a reason."), ("#id_place", "Please fill in: Place")]
    for name, (_href, text) in zip(("reason", "place"), links, strict=True):
        assert words(by_id(tree, f"id_{name}_error")) == f"Error: {text}"


def test_summary_takes_the_focus_without_script():
    box = by_id(parse(summary_of(Tip({}))), "fehler")

    assert box.get("tabindex") == "-1" and box.get("autofocus") is not None
    assert box.get("role") == "alert" and box.get("aria-labelledby") == "fehler-titel"


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ({}, "Two entries are still missing"),
        ({"reason": "a"}, "One entry is still missing"),
        ({"reason": "c", "place": "x"}, "One entry needs another look"),
        ({"reason": "c"}, "Two entries need another look"),
    ],
)
def test_summary_counts(data, title):
    assert words(by_id(parse(summary_of(Tip(data))), "fehler-titel")) == title


def test_summary_counts_above_nine_in_figures():
    assert portal_ui.error_title(EveryWidget({})).startswith("15 entries")


def test_error_of_the_whole_form_stands_in_the_summary_escaped():
    html = summary_of(Tip({"reason": "a", "place": "nowhere"}))

    assert "Both &lt;do&gt; not fit together." in html
    assert not list(parse(html).iter("a"))


def test_summary_promises_to_keep_input_only_where_it_does():
    assert "We kept everything else." in summary_of(Tip({}))
    assert "We kept everything else." not in summary_of(Quiet({}))


def test_formset_shares_one_summary():
    formset = forms.formset_factory(Tip, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-0-reason": "a", "form-0-place": "x"}
    )
    formset.is_valid()

    tree = parse(summary_of(formset) + render_crispy_form(formset))
    assert_references_resolve(tree)
    assert [link.get("href") for link in tree.iter("a")] == ["#id_form-1-reason_0", "#id_form-1-place"]


# --- layout -------------------------------------------------------------------------------------------------


class Laid(Tip):
    count = forms.IntegerField(required=False, label="Count")
    public = forms.ChoiceField(
        required=False, label="Public", choices=CHOICES, initial="a", widget=forms.RadioSelect
    )
    note = forms.CharField(required=False, label="Note")
    layout = Layout(
        Row(NumberedField(1, "reason", options_class="bp-radio-cols"), help="Beside <it>"),
        Row(NumberedField(2, "place", autocomplete="off")),
        More(
            "More",
            "Optional.",
            Hint("Careful"),
            Two("count", PlainField("public")),
            Stack("note"),
            css_id="m",
        ),
        FormEnd("Send", "At once.", Submit("Save draft", name="draft", value="1", kind="secondary")),
    )


def test_layout_names_every_field_once():
    assert sorted(pointer.name for pointer in Laid.layout.get_field_names()) == sorted(Laid.base_fields)


def test_row_numbers_its_field_and_keeps_help_outside():
    tree = parse(fields_of(Laid()))

    group = by_id(tree, "id_reason")
    assert words(group.find("legend")) == "1 Reason"
    assert "bp-radio-cols" in group.find("div").get("class")
    assert by_id(tree, "id_place").get("autocomplete") == "off"
    aside = [element for element in tree.iter("div") if element.get("class") == "bp-aside-help"]
    assert [words(element) for element in aside] == ["Beside <it>"]


def test_number_of_a_field_does_not_leak_to_the_next():
    labels = [words(label) for label in parse(fields_of(Laid())).iter("label")]

    assert "2 Place" in labels and "Count" in labels


@pytest.mark.parametrize(
    ("form", "is_open"),
    [
        (Laid(), False),
        (Laid({"reason": "a", "place": "x", "public": "a"}), False),
        (Laid({"reason": "a", "place": "x", "public": "b"}), True),
        (Laid({"note": "x"}), True),
        (Laid({"count": "wrong"}), True),
        (Laid(initial={"note": "kept"}), True),
    ],
)
def test_more_opens_when_it_holds_something(form, is_open):
    fold = by_id(parse(fields_of(form)), "m")

    assert (fold.get("open") is not None) == is_open
    assert "Optional" not in "".join(words(label) for label in fold.iter("label"))


def test_form_end_has_its_buttons_and_the_pages_way_back():
    tree = parse(fields_of(Laid(), cancel_url="/back/"))

    assert [words(button) for button in tree.iter("button")] == ["Send", "Save draft"]
    assert [link.get("href") for link in tree.iter("a")] == ["/back/"]


def test_layout_keeps_no_state_between_languages():
    fields_of(Laid({"note": "x"}))
    with translation.override("de"):
        first = fields_of(Laid())

    assert fields_of(Laid()) == fields_of(Laid())
    assert "open" not in re.findall(r"<details[^>]*>", first)[0]


def test_whole_form_posts_with_token_and_without_dialogs_of_the_browser():
    tree = parse(render_crispy_form(Tip(), FormHelper(), {"csrf_token": "token"}))

    form = next(tree.iter("form"))
    assert (form.get("method"), form.get("class")) == ("post", "bp-form")
    assert form.get("novalidate") is not None
    assert [field.get("value") for field in tree.iter("input") if field.get("name") == "csrfmiddlewaretoken"]


# --- error pages --------------------------------------------------------------------------------------------


@pytest.fixture
def plain_static(settings):
    """Addresses without a manifest: these tests run before collectstatic."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}


@pytest.mark.usefixtures("plain_static")
@pytest.mark.parametrize("status", [400, 500, 503])
def test_last_resort_pages_need_neither_context_nor_database(status):
    tree = parse_page(render_to_string(f"{status}.html", {"reference": "A-1"}))

    assert len(list(tree.iter("h1"))) == 1
    assert words(next(tree.iter("title"))).startswith("Error: ")
    assert "A-1" in words(by_id(tree, "inhalt"))
    assert len([link for link in next(tree.iter("footer")).iter("a") if link.get("href")]) == 7
    assert not list(tree.iter("script"))


@pytest.mark.usefixtures("plain_static")
@pytest.mark.parametrize("name", ["403", "403_csrf", "404", "429"])
def test_error_pages_say_what_to_do_without_a_shell_too(name):
    tree = parse_page(render_to_string(f"{name}.html", {}))

    assert_references_resolve(tree)
    assert len(list(next(tree.iter("ol")).iter("li"))) >= 2


def test_numbers_never_break_and_everything_else_is_escaped() -> None:
    found = portal_ui.numbers("<b> F-2026-0042, B 2026/07 und BF-2026-001")

    assert found == (
        '&lt;b&gt; <span class="bp-num">F-2026-0042</span>, <span class="bp-num">B 2026/07</span>'
        ' und <span class="bp-num">BF-2026-001</span>'
    )
