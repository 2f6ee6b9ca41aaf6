"""The part of the data catalogue about tips, cases, persons, companies and offers."""

from portal.datamap import Table

CARE = "finding a new training place (Art. 6(1)(e) GDPR; § 76 BBiG, § 41a HwO)"
CASE = "case_placed, case_unplaced"

DATAMAP = {
    "apprenticeships.tip": Table(
        purpose="hearing early of companies in trouble",
        ends="tip, tip_undecided; else with the case",
        staff="reporter",
        text="company_and_place occupations text",
        content="number reporter_organisation subject cause urgency is_public headcount chamber state "
        "created_at decided_at refusal_reason",
        technical="id organisation adviser deputy case company_case announced_at",
    ),
    "apprenticeships.tipperson": Table(
        purpose="calling somebody who agreed to be called",
        ends="with the tip",
        person="name contact",
        content="under_18 agreed_on agreed_how parents_know",
        technical="id tip",
    ),
    "apprenticeships.responsibilityrule": Table(
        purpose="who gets which tips",
        ends="when the row is dropped",
        staff="adviser deputy",
        content="organisation group district",
        technical="id key",
    ),
    "apprenticeships.companycase": Table(
        purpose=CARE,
        ends="company_case",
        text="court file_number administrator source buyer",
        content="number phase cause applied_on opened_on sold_on ends_on is_public created_at",
        technical="id version organisation adviser company",
    ),
    "apprenticeships.case": Table(
        purpose=CARE,
        ends=CASE,
        of_case="pk",
        text="contract_number school wishes next_step specialisation support_needed state_reason",
        content="number kind state company occupation register contract_start contract_end ends_on residence "
        "reach_km public_transport exam_part_1 is_minor due_on released_to_pool offer new_start_on "
        "registered_on probation_until outcome closed_on created_at kept_until kept_reason "
        "award_on cause cause_on_side channel credited_months driving_licence event_on exam_registration_on "
        "last_pay_on latest_start_on monthly_pay notice_received_on part_time registered_with reported_by "
        "reported_on residence_deadline training_stops_on",
        technical="id version organisation adviser company_case group district search_text probation_asked",
    ),
    "apprenticeships.apprentice": Table(
        purpose=CARE,
        ends=CASE,
        of_case="case",
        person="name phone email address birth_date representatives",
        content="informed_on restricted_on withheld",
        technical="id case name_key person_key",
    ),
    "apprenticeships.callnote": Table(
        purpose=CARE,
        ends=CASE,
        of_case="case",
        person="text",
        staff="author",
        content="result due_on created_at",
        technical="id key case organisation",
    ),
    "apprenticeships.casedeadline": Table(
        purpose=CARE,
        ends=CASE,
        of_case="case",
        text="title",
        staff="done_by",
        content="kind due_on source done_on certainty",
        technical="id key case code told_at",
    ),
    "apprenticeships.placementproposal": Table(
        purpose=CARE,
        ends=CASE,
        of_case="case",
        staff="proposed_by contacted_by",
        content="offer state score expires_on decline_reason decline_side contacted_on trial_from "
        "trial_until created_at ended_at",
        technical="id version key case organisation",
    ),
    "apprenticeships.disclosurerule": Table(
        purpose="on which basis data may be given to whom",
        ends="never, holds no person",
        content="sender_kind recipient_kind fields legal_basis needs_consent valid_from valid_until source "
        "checked_on note register to_check",
        technical="id version key code",
    ),
    "apprenticeships.consent": Table(
        purpose="proving a consent (Art. 7(1) GDPR)",
        ends=CASE,
        of_case="case",
        text="purpose document",
        staff="recorded_by",
        content="recipient_kind recipient recipient_name fields given_by given_how given_on age_group "
        "text_version revoked_on",
        technical="id key case organisation",
    ),
    "apprenticeships.disclosure": Table(
        purpose="saying to whom data went (Art. 15(1)(c) GDPR)",
        ends=CASE,
        of_case="case",
        text="purpose",
        staff="user",
        content="recipient_kind recipient recipient_name fields rule consent at",
        technical="id case organisation",
    ),
    "apprenticeships.consenttext": Table(
        purpose="what people consent to, in which words",
        ends="never, holds no person",
        content="version title recipient_kind fields text valid_from valid_until",
        technical="id key",
    ),
    "apprenticeships.handover": Table(
        purpose=CARE,
        ends=CASE + "; refused ones after REFUSED_HANDOVER_DAYS",
        of_case="case",
        text="reason answer",
        staff="sender_adviser requested_by decided_by",
        content="sender recipient fields rule consent state requested_at decided_at",
        technical="id key case kept_company kept_company_case kept_informed_on",
    ),
    "apprenticeships.circleentry": Table(
        purpose="so that not all phone the same person",
        ends=CASE,
        of_case="case",
        text="purpose",
        staff="person",
        content="organisation since last_contact_on rule consent ended_on",
        technical="id key case kept_by",
    ),
    "apprenticeships.lettertext": Table(
        purpose="texts of letters that each chamber edits",
        ends="never, holds no person",
        content="organisation kind subject body updated_at",
        technical="id version",
    ),
    "apprenticeships.casecheck": Table(
        purpose=CARE,
        ends=CASE,
        of_case="case",
        staff="done_by",
        content="item done_on",
        technical="id case",
    ),
    "apprenticeships.casecontribution": Table(
        purpose="counting what has helped",
        ends=CASE + "; what stays is a row of contributionstatistic",
        of_case="case",
        content="measure named_on",
        technical="id case",
    ),
    "apprenticeships.casetarget": Table(
        purpose="an organisation's own target in weeks",
        ends="never, holds no person",
        content="weeks",
        technical="organisation",
    ),
    "apprenticeships.proposallimit": Table(
        purpose="an organisation's own limit of proposals side by side",
        ends="never, holds no person",
        content="at_once",
        technical="organisation",
    ),
    "apprenticeships.checklistitem": Table(
        purpose="what is asked for in every case",
        ends="never, holds no person",
        content="title organisation kinds causes minors_only position is_active",
        technical="id key code deadline_code",
    ),
    "apprenticeships.deadlinerule": Table(
        purpose="the dated table of deadlines",
        ends="never, holds no person",
        content="title organisation anchor amount unit to_month_end register kinds causes minors_only met_by "
        "law source certainty checked_on valid_from valid_until is_active",
        technical="id key version code reckoned",
    ),
    "apprenticeships.lawtext": Table(
        purpose="which law holds for which register",
        ends="never, holds no person",
        content="register title law note certainty source checked_on valid_from valid_until",
        technical="id version code position",
    ),
    "apprenticeships.companycasephase": Table(
        purpose="when a company's trouble went which way",
        ends="with its company case",
        staff="entered_by",
        content="phase since entered_at",
        technical="id company_case",
    ),
    "apprenticeships.companysuggestion": Table(
        purpose="companies that partners suggest",
        ends="never; its free words: suggestion_words",
        text="reason",
        staff="suggested_by adviser",
        content="suggester company_name municipality state organisation decline_reason company offer "
        "created_at decided_at led_on occupations",
        technical="id key",
    ),
    "apprenticeships.noplacecount": Table(
        purpose="counting who finds no place, without a person",
        ends="never, holds no person",
        content="month district group organisation count",
        technical="id",
    ),
    "apprenticeships.assignmentrun": Table(
        purpose="proposals over all open cases, and how they compare",
        ends="never, holds no person but who started it",
        staff="started_by",
        content="organisation state with_pool with_watched as_of weights previous created_at started_at "
        "finished_at error case_count offer_count seat_count pair_count placements total_score total_value "
        "first_come_placements first_come_value added dropped changed",
        technical="id key lease_until attempts stage progress",
    ),
    "apprenticeships.assignmentpair": Table(
        purpose=CARE,
        ends=CASE,
        of_case="case",
        content="offer score value is_pinned change proposal refusal",
        technical="id key run case",
    ),
    "apprenticeships.missingseat": Table(
        purpose="which places are missing in the region",
        ends=CASE,
        of_case="case",
        content="group district year why fitting in_group options is_own",
        technical="id run case",
    ),
    "apprenticeships.pairwish": Table(
        purpose=CARE,
        ends=CASE,
        of_case="case",
        staff="created_by",
        content="offer kind reason created_at",
        technical="id key case",
    ),
    "apprenticeships.casestatistic": Table(
        purpose="figures that stand when the persons are gone",
        ends="never, holds no person",
        content="organisation group district kind outcome opened_quarter closed_quarter placed seamless "
        "weeks",
        technical="id",
    ),
    "apprenticeships.contributionstatistic": Table(
        purpose="what has helped, counted when the persons are gone",
        ends="never, holds no person",
        content="measure organisation closed_year placed seamless",
        technical="id key",
    ),
    "apprenticeships.trainingcompany": Table(
        purpose="whom to call for a place",
        ends="when the chamber takes the company off its list",
        staff="last_called_by",
        content="organisation name municipality phone size_class do_not_call_until last_called_on "
        "last_call_result last_answer occupations",
        technical="id version key sort_name search_text",
    ),
    "apprenticeships.takeoveroffer": Table(
        purpose="places that companies offer",
        ends="never, holds no person",
        staff="suggested_by",
        content="organisation company company_name kind months years seats seats_taken municipality reach_km "
        "school conditions valid_from valid_until suitability_confirmed_on accepts_insolvency monthly_pay "
        "state created_at occupations",
        technical="id version key sort_name search_text",
    ),
}
