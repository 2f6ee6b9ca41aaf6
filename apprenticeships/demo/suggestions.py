"""Companies that partners suggested: waiting, taken on, one that led to a contract, one declined."""

from apprenticeships.actions.suggestions import decline, suggest_company, take_on, take_on_as_offer
from apprenticeships.demo.story import Story
from apprenticeships.models import CompanySuggestion
from apprenticeships.states import DeclineSuggestion, SuggestionState
from portal.activity.recording import as_of
from portal.partners.demo import membership

ROWS = (  # company, place, occupation, days ago, why
    ("Muster-Steuerungen GmbH", "Künzelsau", "Elektroniker für Betriebstechnik", -25, ""),
    ("Muster-Bürowelt e. K.", "Öhringen", "Kaufmann für Büromanagement", -18, "Neue Niederlassung."),
    ("Muster-Apparatebau KG", "Niedernhall", "Industriemechaniker", -12, "Der Meister fragte nach."),
    ("Muster-Feinblech GmbH", "Ingelfingen", "Mechatroniker", -2, "Hat im Mai zwei Stellen ausgeschrieben."),
)


def suggestions(story: Story) -> None:
    """Four suggestions of the business development, one in each state."""
    partner = story.actor(membership("wirtschaftsfoerderung@muster.example"))
    kim, made = story.actor(story.kim), []
    for name, place, occupation, days, why in ROWS:
        row = CompanySuggestion(company_name=name, municipality=story.place(place), reason=why)
        stamp = story.moment(days)
        with as_of(stamp):
            suggest_company(row, [story.one(occupation)], by=partner)
        # whoever the table names: here the chamber of industry decides
        CompanySuggestion.objects.filter(pk=row.pk).update(
            created_at=stamp, organisation=story.ihk, adviser=story.kim
        )
        made.append(CompanySuggestion.objects.get(pk=row.pk))
    led, refused, offered, _waiting = made
    with as_of(story.moment(-10)):
        take_on_as_offer(offered, by=kim)
        take_on(led, by=kim)
        decline(refused, DeclineSuggestion.NO_PLACE, by=kim)
    CompanySuggestion.objects.filter(pk=led.pk).update(state=SuggestionState.CONTRACT, led_on=story.at(-3))
