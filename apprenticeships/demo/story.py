"""What all parts of the story share: its day, its people, its places, and words to draw from."""

import random
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from apprenticeships.states import (
    CaseState,
)
from portal.access import Actor
from portal.partners.actors import actor_of
from portal.partners.demo import membership, organisation
from portal.partners.models import Membership
from portal.region.models import District, Municipality, Occupation

SCHOOL = "Muster-Gewerbeschule Künzelsau"
COMPANIES = 300
OFFERS = 40
CASES = 60  # with those of the two company cases
FAMILY = (
    "Adler", "Bauer", "Çelik", "Dietz", "Ernst", "Fischer", "Groß", "Haas", "Jung", "Kaya", "Lutz", "Müller",
    "Novak", "Öttinger", "Pohl", "Roth", "Şahin", "Thoma", "Ulmer", "Vogt", "Weiß", "Zeller",
)  # fmt: skip
FIRST = ("Toni", "Kim", "Alex", "Sascha", "Robin", "Jona", "Mika", "Luca", "Noa", "Chris", "Eda", "Deniz")
TRADES = (
    "Metallbau", "Maschinenbau", "Elektro", "Automation", "Antriebe", "Möbel", "Logistik", "Handel",
    "Bäckerei", "Holzbau", "Ventilbau", "Sensorik", "Hydraulik", "Werkzeugbau", "Gastronomie",
    "Fahrzeugtechnik", "Büroservice", "Bau", "Kunststofftechnik", "Fördertechnik",
)  # fmt: skip
FORMS = ("GmbH", "KG", "AG", "GmbH & Co. KG", "e. K.")
IHK_OCCUPATIONS = (
    "Mechatroniker", "Industriemechaniker", "Zerspanungsmechaniker", "Elektroniker für Betriebstechnik",
    "Industriekaufmann", "Kaufmann für Büromanagement", "Fachkraft für Lagerlogistik",
    "Kaufmann im Einzelhandel",
    "Technischer Produktdesigner", "Verkäufer",
)  # fmt: skip
HWK_OCCUPATIONS = (
    "Bäcker", "Fachverkäufer im Lebensmittelhandwerk", "Tischler", "Metallbauer",
    "Kraftfahrzeugmechatroniker",
    "Elektroniker für", "Anlagenmechaniker für Sanitär",
)  # fmt: skip
STEPS_TO = {
    CaseState.CHECKED: (),
    CaseState.WATCHING: ("watch",),
    CaseState.IN_PLACEMENT: ("place",),
    CaseState.PROMISE: ("place", "promise"),
    CaseState.SIGNED: ("place", "promise", "sign"),
    CaseState.REGISTERED: ("place", "promise", "sign", "register"),
    CaseState.AFTERCARE: ("place", "promise", "sign", "register", "care"),
    CaseState.CLOSED: ("place", "promise", "sign", "register", "care", "close"),
    CaseState.STABILISED: ("watch", "stabilise"),
    CaseState.ON_HOLD: ("place", "hold"),
    CaseState.WITHDRAWN: ("place", "withdraw"),
}
NEXT_STEPS = (
    "Zusage nachfragen",
    "Nach den Probetagen fragen",
    "Insolvenzgeld: Antrag gestellt?",
    "Berufsschule: Kann die Klasse bleiben?",
    "Zeugnis und Ausbildungsplan anfordern",
    "Angebote besprechen",
    "Umkreis besprechen",
)
# How the other cases stand, per chamber, over and over.
MIX = (
    CaseState.IN_PLACEMENT, CaseState.CHECKED, CaseState.PROMISE, CaseState.IN_PLACEMENT, CaseState.WATCHING,
    CaseState.REGISTERED, CaseState.IN_PLACEMENT, CaseState.AFTERCARE, CaseState.SIGNED, CaseState.CLOSED,
    CaseState.IN_PLACEMENT, CaseState.STABILISED, CaseState.ON_HOLD, CaseState.CHECKED, CaseState.WITHDRAWN,
)  # fmt: skip


class Story:
    """What the parts of the demonstration share."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.random = random.Random(7)  # noqa: S311 - made-up data, the same on every machine
        self.ihk, self.hwk = organisation("Muster-IHK"), organisation("Muster-HWK")
        self.kim = membership("ausbildungsberatung@muster.example")
        self.alex = membership("vertretung@muster.example")
        self.bo = membership("kollegin@muster.example")
        self.sascha = membership("ausbildungsberatung-hwk@muster.example")
        self.places = list(Municipality.objects.select_related("district").order_by("ags"))
        self.districts = list(District.objects.order_by("ags"))
        self.ihk_occupations = occupations(IHK_OCCUPATIONS)
        self.hwk_occupations = occupations(HWK_OCCUPATIONS)

    def at(self, days: int) -> date:
        return self.today + timedelta(days=days)

    def place(self, name: str) -> Municipality:
        return next((place for place in self.places if place.name.startswith(name)), self.places[0])

    def one(self, name: str) -> Occupation:
        return occupations((name,))[0]

    def moment(self, days: int) -> datetime:
        """A time of the working day so many days from today."""
        clock = time(8 + self.random.randrange(8), self.random.randrange(60))
        return timezone.make_aware(datetime.combine(self.at(days), clock))

    def actor(self, member: Membership) -> Actor:
        return actor_of(member.user, member, today=self.today)

    def name(self) -> str:
        return f"{self.random.choice(FIRST)} Muster-{self.random.choice(FAMILY)}"


def occupations(names: tuple[str, ...]) -> list[Occupation]:
    """The first current occupation whose name starts with each of `names`; any where the list lacks one."""
    rows = list(Occupation.objects.filter(is_current=True).order_by("name", "pk"))
    found = [next((row for row in rows if row.name.startswith(name)), None) for name in names]
    return [row for row in found if row is not None] or rows[:1]
