"""Tips in every state."""

from datetime import timedelta

from django.utils import timezone

from apprenticeships.actions.tips import accept_tip, leave_tip, merge_tip, refuse_tip
from apprenticeships.demo.story import Story
from apprenticeships.models import Case, CompanyCase, NoPlaceCount, Tip
from apprenticeships.states import (
    CaseKind,
    Cause,
    ConsentWay,
    RefusalReason,
    TipSubject,
    Urgency,
    YesNoUnknown,
)
from portal.activity.recording import as_of
from portal.partners.demo import membership
from portal.partners.models import Membership


def no_places(story: Story) -> None:
    """Who found no place in the months before, as chambers counted it: numbers without a person."""
    for index, district in enumerate(story.districts):
        for ago in range(1, 8):
            count = (5 * index + 3 * ago) % 7
            if not count:
                continue
            month = (story.today.replace(day=1) - timedelta(days=30 * ago)).replace(day=1)
            by_ihk = (index + ago) % 3 < 2
            occupations = story.ihk_occupations if by_ihk else story.hwk_occupations
            NoPlaceCount.objects.get_or_create(
                month=month,
                district=district,
                group=occupations[(index + ago) % len(occupations)].group if ago % 3 else None,
                organisation=story.ihk if by_ihk else story.hwk,
                defaults={"count": count},
            )


def tips(story: Story, metal: CompanyCase) -> None:
    """Tips in every state, from several partners; one names a person who wants a call."""
    kim, guild = story.actor(story.kim), membership("innung@muster.example")
    school, business = (
        membership("realschule@muster.example"),
        membership("wirtschaftsfoerderung@muster.example"),
    )

    def tip(by: Membership, days: int, subject: str, cause: str, words: str, **more: object) -> Tip:
        stamp = story.moment(days)
        with as_of(stamp):
            made = leave_tip(
                by=story.actor(by),
                subject=subject,
                cause=cause,
                company_and_place=words,
                urgency=more.pop("urgency", Urgency.LATER),
                **more,
            )
        Tip.objects.filter(pk=made.pk).update(created_at=min(stamp, timezone.now()))
        return made

    tip(
        guild, -5, TipSubject.COMPANY, Cause.NO_ORDERS, "Muster-Blechtechnik, Niedernhall",
        urgency=Urgency.TWO_WEEKS, headcount=3, occupations="Mechatroniker", chamber=story.ihk,
    )  # fmt: skip
    tip(
        school, -1, TipSubject.NO_PLACE, Cause.OTHER, "Forchtenberg", occupations="Holz, Metall",
        person={
            "name": "Noa Muster-Lutz", "contact": "0151 0000 777", "under_18": YesNoUnknown.YES,
            "agreed_on": story.at(-2), "agreed_how": ConsentWay.SPOKEN, "parents_know": True,
        },
    )  # fmt: skip
    tip(business, 0, TipSubject.COMPANY, Cause.UNKNOWN, "Muster-Kunststoff, Weikersheim")  # for the office
    merged = tip(
        business, -20, TipSubject.COMPANY, Cause.INSOLVENCY, "Muster-Metallbau, Künzelsau", is_public=True
    )
    refused = tip(guild, -12, TipSubject.ENDED, Cause.OTHER, "Muster-Holzbau, Öhringen", chamber=story.ihk)
    accepted = tip(business, -15, TipSubject.CANNOT_START, Cause.CLOSURE, "Muster-Laden, Künzelsau")
    for made in (merged, refused, accepted):
        made.refresh_from_db()
    if merged.adviser_id:
        merge_tip(merged, metal, by=kim)
    if refused.adviser_id:
        refuse_tip(refused, RefusalReason.SOLVED, by=kim)
    if accepted.adviser_id:
        case = Case.objects.filter(adviser=story.kim, kind=CaseKind.CANNOT_START).earliest("pk")
        accept_tip(accepted, case, by=kim)
