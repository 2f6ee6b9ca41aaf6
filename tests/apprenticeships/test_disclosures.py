"""Legal bases and consents: what allows a giving, since when, until when (D14, D16)."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apprenticeships.actions.consents import revoke_consent
from apprenticeships.actions.disclosures import NoBasis, basis_for, disclose, find_basis
from apprenticeships.actions.pool import release, take_back
from apprenticeships.forms.disclosures import ConsentForm
from apprenticeships.legal_bases import load_legal_bases
from apprenticeships.models import Case, Consent, ConsentText, Disclosure, DisclosureRule
from apprenticeships.states.disclosures import DisclosedField
from portal.activity.models import Event
from portal.workflow import TransitionRefused
from tests.apprenticeships import disclosure_factories as made
from tests.apprenticeships import factories as make
from tests.factories import World, make_organisation

ONE_DAY = timedelta(days=1)


def find(case: Case, *fields: str, recipient=None, kind: str = "chamber", name: str = ""):
    return find_basis(
        case, recipient_kind=kind, recipient=recipient, fields=fields or ["profile"], recipient_name=name
    )


# --- the table -------------------------------------------------------------------------------------------


def test_without_row_and_consent_nothing_is_given(world: World) -> None:
    """D14: no basis, no disclosure, no row, no event."""
    case = make.make_case(world)

    with pytest.raises(NoBasis):
        disclose(
            case, by=world.actor("adviser_a"), recipient_kind="chamber", fields=["profile"], purpose="Pool"
        )

    assert not Disclosure.objects.exists()
    assert not Event.objects.filter(verb="disclosed").exists()


@pytest.mark.parametrize(
    ("values", "covers"),
    [
        ({}, True),
        ({"valid_from": timezone.localdate() + ONE_DAY}, False),
        ({"valid_until": timezone.localdate()}, True),
        ({"valid_until": timezone.localdate() - ONE_DAY}, False),
        ({"needs_consent": True}, False),
        ({"register": "bbig"}, True),
        ({"register": "hwo"}, False),
        ({"fields": []}, False),
        ({"fields": ["occupation"]}, False),
        ({"sender": "agency"}, False),
        ({"recipient": "agency"}, False),
    ],
    ids=str,
)
def test_when_a_row_of_the_table_covers(world: World, values: dict, covers: bool) -> None:
    case = make.make_case(world)
    rule = made.make_rule(**values)

    if covers:
        assert find(case).rule == rule
    else:
        with pytest.raises(NoBasis):
            find(case)


def test_nothing_to_give_is_no_disclosure(world: World) -> None:
    made.make_rule()

    with pytest.raises(NoBasis):
        find_basis(make.make_case(world), recipient_kind="chamber", recipient=None, fields=[])


def test_a_body_without_agreement_gets_nothing(world: World) -> None:
    """D16: the table cannot help where no agreement is recorded."""
    made.make_rule(fields=made.ALL)
    other = make_organisation("Muster-Ohne", "chamber", agreement_on=None)

    with pytest.raises(NoBasis, match="Muster-Ohne"):
        find(make.make_case(world), recipient=other)


def test_row_and_consent_together_cover_what_neither_does_alone(world: World) -> None:
    case, agency = make.make_case(world), made.make_agency().organisation
    rule = made.make_rule(recipient="agency", fields=["profile", "name"])
    consent = made.make_consent(case, agency, fields=["contact"])

    basis = find(case, "profile", "name", "contact", recipient=agency, kind="agency")

    assert (basis.rule, basis.consent) == (rule, consent)
    assert basis_for(case, recipient_kind="agency", recipient=agency, fields=["name", "contact"]) == consent


def test_a_consent_counts_for_whom_it_names(world: World) -> None:
    """D14: consent per recipient; a general one is enough for nothing personal."""
    case, agency = make.make_case(world), made.make_agency().organisation
    made.make_consent(case, recipient_kind="chamber")
    made.make_consent(case, agency)
    made.make_consent(case, recipient_name="Muster-Antriebe GmbH")

    assert find(case, "profile", recipient=world.chamber_b).consent is not None
    assert find(case, "name", recipient=agency, kind="agency").consent is not None
    assert find(case, "name", kind="company", name="muster-antriebe gmbh").consent is not None
    for refused in (
        {"recipient": world.chamber_b},
        {"recipient": make_organisation("Muster-Agentur 2", "agency"), "kind": "agency"},
        {"kind": "company", "name": "Muster-Robotik AG"},
        {"kind": "company"},
    ):
        with pytest.raises(NoBasis):
            find(case, "name", **refused)


@pytest.mark.parametrize(
    "values",
    [
        {"revoked_on": timezone.localdate()},
        {"given_on": timezone.localdate() + ONE_DAY},
        {"fields": ["occupation"]},
    ],
    ids=str,
)
def test_a_consent_that_does_not_stand_carries_nothing(world: World, values: dict) -> None:
    case = make.make_case(world)
    made.make_consent(case, recipient_kind="chamber", **values)

    with pytest.raises(NoBasis):
        find(case)


def test_the_disclosure_says_who_gave_what_on_which_basis(world: World) -> None:
    case, rule = make.make_case(world), made.make_rule()

    row = disclose(
        case, by=world.actor("adviser_a"), recipient_kind="chamber", fields=["profile"], purpose="Pool"
    )

    assert (row.rule, row.organisation, row.fields) == (rule, world.chamber_a, ["profile"])
    assert Event.objects.get(verb="disclosed").changes == {"profile": []}


@pytest.mark.parametrize("day", [-2, -1, 0, 3])
def test_an_edit_takes_effect_on_its_day_and_changes_nothing_before(world: World, sign_in, day: int) -> None:
    today = timezone.localdate()
    rule = made.make_rule(legal_basis="§ alt")
    url = reverse("apprenticeships:rule_end", args=[rule.key])

    page = sign_in(world.office).post(url, {"last_day": today + day * ONE_DAY}, secure=True)

    rule.refresh_from_db()
    if day == -2:
        assert page.status_code == 200
        assert rule.valid_until is None
    else:
        assert rule.valid_until == today + day * ONE_DAY
        assert (rule.legal_basis, rule.valid_from) == ("§ alt", date(2022, 1, 1))
        assert Event.objects.get(verb="disclosure_rule_ended").user_id == world.office.user_id
        case = make.make_case(world)
        if day == -1:
            with pytest.raises(NoBasis):
                find(case)
        else:
            assert find(case).rule == rule


def test_replacing_ends_the_old_row_and_begins_a_new_one(world: World, sign_in) -> None:
    today = timezone.localdate()
    old = made.make_rule(legal_basis="§ alt")
    url = reverse("apprenticeships:rule_replace", args=[old.key])
    data = {
        "sender_kind": "chamber", "recipient_kind": "chamber", "what": ["profile", "name"],
        "legal_basis": "§ neu", "valid_from": today + 5 * ONE_DAY,
    }  # fmt: skip

    sign_in(world.office).post(url, data, secure=True)

    old.refresh_from_db()
    new = DisclosureRule.objects.get(legal_basis="§ neu")
    assert (old.valid_until, new.valid_from) == (today + 4 * ONE_DAY, today + 5 * ONE_DAY)
    assert (old.fields, new.fields) == (["profile"], ["profile", "name"])


def test_the_table_in_print_marks_what_is_to_be_checked(world: World, sign_in) -> None:
    load_legal_bases()

    text = sign_in(world.dpo).get(reverse("apprenticeships:rule_list"), secure=True).content.decode()

    assert "§ 35 Abs. 3 BBiG" in text
    assert text.count("zu prüfen") >= DisclosureRule.objects.filter(to_check=True).count() > 3


def test_loading_adds_once_and_leaves_what_the_office_ended(world: World, capsys) -> None:
    call_command("load_disclosure_rules")
    first = DisclosureRule.objects.count()
    DisclosureRule.objects.filter(code="chamber-agency-bbig").update(valid_until=date(2026, 1, 1))

    call_command("load_disclosure_rules")

    assert DisclosureRule.objects.count() == first > 10
    assert DisclosureRule.objects.get(code="chamber-agency-bbig").valid_until == date(2026, 1, 1)
    assert ConsentText.objects.count() > 3
    assert "0 added" in capsys.readouterr().out


def test_of_the_register_only_the_listed_fields_go_to_the_agency(world: World) -> None:
    """§ 35(3) BBiG: name, birth, address, occupation, dates, company; phone and mail by consent."""
    load_legal_bases()
    case, agency = make.make_case(world), made.make_agency().organisation

    listed = ("name", "birth_date", "address", "occupation", "contract", "company")
    assert find(case, *listed, recipient=agency, kind="agency").rule.code == "chamber-agency-bbig"
    with pytest.raises(NoBasis):
        find(case, "contact", recipient=agency, kind="agency")


def test_the_database_refuses_a_disclosure_without_basis(world: World) -> None:
    case = make.make_case(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.create(
            case=case, recipient_kind="chamber", fields=["profile"], purpose="x", at=timezone.now()
        )


# --- consents --------------------------------------------------------------------------------------------


def consent_form(world: World, case: Case, **changes) -> ConsentForm:
    text = changes.pop("text", None) or made.make_text(recipient_kind="chamber")
    data = {
        "text": text.pk, "recipient": world.chamber_b.pk, "age_group": "adult", "given_by": "person",
        "given_how": "phone", "given_on": "2026-01-05",
    } | changes  # fmt: skip
    return ConsentForm(data, case=case, today=timezone.localdate(), instance=Consent(case=case))


def test_a_consent_takes_kind_purpose_fields_and_version_from_its_text(world: World) -> None:
    case = make.make_case(world)
    text = made.make_text(
        recipient_kind="chamber", fields=["profile", "name"], version="K-1", title="Wechsel"
    )

    row = consent_form(world, case, text=text).save(commit=False)

    assert (row.recipient_kind, row.purpose, row.text_version) == ("chamber", "Wechsel", "K-1")
    assert row.fields == ["name", "profile"]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"age_group": "under_16"}, "given_by"),
        ({"age_group": "under_16", "given_by": "representatives"}, None),
        ({"age_group": "under_16", "given_by": "both"}, None),
        ({"age_group": "16_17"}, None),
        ({"given_by": "both"}, "given_by"),
        ({"recipient": ""}, "recipient"),
        ({"given_on": "2999-01-01"}, "given_on"),
        ({"recipient_name": "Muster GmbH"}, "recipient_name"),
        ({"text": ""}, None),
    ],
    ids=str,
)
def test_what_the_consent_form_refuses(world: World, changes: dict, error: str | None) -> None:
    form = consent_form(world, make.make_case(world), **changes)

    assert list(form.errors) == ([error] if error else [])


def test_the_age_must_agree_with_the_case(world: World) -> None:
    assert list(consent_form(world, make.make_case(world, is_minor=True)).errors) == ["age_group"]


def test_a_person_of_16_alone_is_warned_of_and_marked(world: World, sign_in) -> None:
    case, text = make.make_case(world), made.make_text(recipient_kind="chamber")
    data = {
        "text": text.pk, "recipient": world.chamber_b.pk, "age_group": "16_17", "given_by": "person",
        "given_how": "phone", "given_on": "2026-01-05",
    }  # fmt: skip
    url = reverse("apprenticeships:consent_create", args=[case.number])

    page = sign_in(world.adviser_a).post(url, data, secure=True, follow=True)

    text = page.content.decode()
    assert "zweite Unterschrift fehlt" in text
    assert case.consents.get().organisation == world.chamber_a


@pytest.mark.parametrize(
    "values",
    [
        {"age_group": "under_16", "given_by": "person"},
        {"age_group": "old"},
        {"revoked_on": date(2020, 1, 1)},
        {"fields": ["religion"]},
    ],
    ids=str,
)
def test_the_database_refuses_such_a_consent(world: World, values: dict) -> None:
    case = make.make_case(world)

    with pytest.raises(IntegrityError), transaction.atomic():
        made.make_consent(case, world.chamber_b, **values)


def test_a_consent_is_revoked_once(world: World) -> None:
    case = make.make_case(world)
    consent = made.make_consent(case, world.chamber_b)

    revoke_consent(consent, by=world.actor("colleague_a"))

    assert Consent.objects.get().revoked_on == timezone.localdate()
    with pytest.raises(TransitionRefused):
        revoke_consent(consent, by=world.actor("adviser_a"))
    assert Event.objects.filter(verb="consent_revoked").count() == 1


# --- pool ------------------------------------------------------------------------------------------------


def in_pool(case: Case, world: World, who: str = "adviser_b") -> bool:
    return Case.objects.permitted(world.actor(who), "pool").filter(pk=case.pk).exists()


def test_releasing_needs_a_basis_and_is_written_down(world: World, sign_in) -> None:
    """D14: without a basis the button says why, and nothing is released."""
    case = make.make_case(world, state="in_placement")
    url = reverse("apprenticeships:case_release", args=[case.number])
    client = sign_in(world.adviser_a)

    page = client.post(url, secure=True, follow=True)

    assert "keine Rechtsgrundlage" in page.content.decode()
    assert not Case.objects.get(pk=case.pk).released_to_pool
    made.make_rule()
    client.post(url, secure=True)
    assert Case.objects.get(pk=case.pk).released_to_pool
    assert [(row.recipient_kind, row.fields) for row in Disclosure.objects.all()] == [
        ("chamber", ["profile"])
    ]
    assert in_pool(case, world)


def test_releasing_twice_is_one_release(world: World) -> None:
    case, by = make.make_case(world, state="in_placement"), world.actor("adviser_a")
    made.make_rule()

    release(case, by=by)
    release(case, by=by)

    assert Event.objects.filter(verb="case_released").count() == Disclosure.objects.count() == 1


def test_each_kind_of_body_needs_its_own_basis(world: World) -> None:
    agency = made.make_agency()
    world.agency = agency
    case = make.make_case(world, state="in_placement", released_to_pool=True)
    made.make_rule()

    assert (in_pool(case, world), in_pool(case, world, "agency")) == (True, False)
    made.make_rule(recipient="agency")
    assert in_pool(case, world, "agency")


def test_ending_the_row_empties_the_pool_with_the_next_request(world: World, sign_in) -> None:
    rule = made.make_rule()
    make.make_case(world, state="in_placement", released_to_pool=True)
    client, url = sign_in(world.adviser_b), reverse("apprenticeships:pool")

    before = client.get(url, secure=True).context["page"].rows
    DisclosureRule.objects.filter(pk=rule.pk).update(valid_until=timezone.localdate() - ONE_DAY)
    after = client.get(url, secure=True).context["page"].rows

    assert (len(before), len(after)) == (1, 0)


def test_a_revoked_consent_takes_the_case_out_of_the_pool(world: World) -> None:
    case, by = make.make_case(world, state="in_placement"), world.actor("adviser_a")
    consent = made.make_consent(case, recipient_kind="chamber", fields=["profile"])
    release(case, by=by)

    revoke_consent(consent, by=by)

    assert not Case.objects.get(pk=case.pk).released_to_pool
    assert not in_pool(case, world)


def test_taking_back_is_noted_once(world: World) -> None:
    case, by = make.make_case(world, released_to_pool=True), world.actor("adviser_a")

    take_back(case, by=by)
    take_back(case, by=by)

    assert Event.objects.filter(verb="case_taken_back").count() == 1


def test_a_rare_profile_is_pointed_out(world: World, sign_in) -> None:
    made.make_rule()
    case = make.make_case(world, state="in_placement")
    url = reverse("apprenticeships:case_release", args=[case.number])

    page = sign_in(world.adviser_a).post(url, secure=True, follow=True)

    assert "seltenes Profil" in page.content.decode()


def test_every_disclosed_field_has_a_place(world: World) -> None:
    """Whatever can be disclosed is either part of the case or one of the person's texts or the notes."""
    from apprenticeships.states.disclosures import PERSON_TEXTS

    known = {*PERSON_TEXTS, "profile", "occupation", "contract", "company", "notes"}

    assert set(DisclosedField) == known
