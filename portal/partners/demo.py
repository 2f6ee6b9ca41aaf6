"""The demonstration's organisations, people and bodies.

Real organisations of the region appear by their public names as members of the bodies, and do nothing.
Everything that is done is done by made-up ones, recognisable by "Muster-".
"""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from portal.partners.models import Body, Membership, Organisation, Seat, User
from portal.partners.states import TERMS_VERSION, BodyKind, OrganisationKind, Role
from portal.region.models import District

K = OrganisationKind
ALL = ("08121", "08125", "08126", "08127", "08128")


# name, short name, kind, districts
REAL = [
    ("Industrie- und Handelskammer Heilbronn-Franken", "IHK Heilbronn-Franken", K.CHAMBER, ALL),
    ("Handwerkskammer Heilbronn-Franken", "HWK Heilbronn-Franken", K.CHAMBER, ALL),
    ("Agentur für Arbeit Heilbronn", "Agentur für Arbeit Heilbronn", K.AGENCY, ALL[:2]),
    (
        "Agentur für Arbeit Schwäbisch Hall-Tauberbischofsheim",
        "Agentur für Arbeit SHA-TBB",
        K.AGENCY,
        ALL[2:],
    ),
    ("Deutscher Gewerkschaftsbund Heilbronn-Franken", "DGB Heilbronn-Franken", K.UNION, ALL),
    ("Südwestmetall Bezirksgruppe Heilbronn/Region Franken", "Südwestmetall", K.EMPLOYERS, ALL),
    ("Arbeitgeberverband Heilbronn-Franken", "Arbeitgeberverband", K.EMPLOYERS, ALL),
    ("Wirtschaftsregion Heilbronn-Franken GmbH", "WHF", K.BUSINESS, ALL),
    ("Stadt Heilbronn", "Stadt Heilbronn", K.DISTRICT, ALL[:1]),
    ("Landkreis Heilbronn", "Landkreis Heilbronn", K.DISTRICT, ALL[1:2]),
    ("Hohenlohekreis", "Hohenlohekreis", K.DISTRICT, ALL[2:3]),
    ("Landkreis Schwäbisch Hall", "Landkreis Schwäbisch Hall", K.DISTRICT, ALL[3:4]),
    ("Main-Tauber-Kreis", "Main-Tauber-Kreis", K.DISTRICT, ALL[4:]),
]
MADE_UP = [
    ("Muster-Industrie- und Handelskammer", "Muster-IHK", K.CHAMBER, ALL),
    ("Muster-Handwerkskammer", "Muster-HWK", K.CHAMBER, ALL),
    ("Muster-Agentur für Arbeit Heilbronn", "Muster-Agentur Heilbronn", K.AGENCY, ALL[:2]),
    ("Muster-Agentur für Arbeit Schwäbisch Hall", "Muster-Agentur Schwäbisch Hall", K.AGENCY, ALL[2:]),
    (
        "Muster-Wirtschaftsförderung Hohenlohekreis",
        "Muster-Wirtschaftsförderung Hohenlohekreis",
        K.BUSINESS,
        ALL[2:3],
    ),
    ("Muster-Stadt Heilbronn", "Muster-Stadt Heilbronn", K.DISTRICT, ALL[:1]),
    ("Muster-Landkreis Heilbronn", "Muster-Landkreis Heilbronn", K.DISTRICT, ALL[1:2]),
    ("Muster-Main-Tauber-Kreis", "Muster-Main-Tauber-Kreis", K.DISTRICT, ALL[4:]),
    ("Muster-Gewerkschaftsbund", "Muster-Gewerkschaftsbund", K.UNION, ALL),
    ("Muster-Arbeitgeberverband", "Muster-Arbeitgeberverband", K.EMPLOYERS, ALL),
    ("Muster-Innung Metall", "Muster-Innung Metall", K.GUILD, ALL[1:3]),
    ("Muster-Berufsschulverbund", "Muster-Berufsschulverbund", K.SCHOOL, ALL),
    ("Muster-Realschule Öhringen", "Muster-Realschule", K.SCHOOL, ALL[2:3]),
    ("Muster-Geschäftsstelle der Bündnisse", "Geschäftsstelle", K.OTHER, ALL),
]
# e-mail before @muster.example, name, organisation, role
PEOPLE = [
    (
        "wirtschaftsfoerderung",
        "Robin Muster-Keller",
        "Muster-Wirtschaftsförderung Hohenlohekreis",
        Role.PARTNER,
    ),
    ("ausbildungsberatung", "Kim Muster-Berger", "Muster-IHK", Role.ADVISER),
    ("vertretung", "Alex Muster-Vogel", "Muster-IHK", Role.ADVISER),
    ("kollegin", "Bo Muster-Yıldız", "Muster-IHK", Role.ADVISER),
    ("ausbildungsberatung-hwk", "Sascha Muster-Hahn", "Muster-HWK", Role.ADVISER),
    ("beratung-agentur", "Chris Muster-Lang", "Muster-Agentur Schwäbisch Hall", Role.ADVISER),
    ("redaktion", "Jana Muster-Reich", "Muster-IHK", Role.EDITOR),
    ("geschaeftsstelle", "Rosa Muster-Maier", "Geschäftsstelle", Role.ADMIN),
    ("datenschutz", "Dana Muster-Schulz", "Muster-IHK", Role.DPO),
    ("datenschutz-agentur", "Ira Muster-Stein", "Muster-Agentur Schwäbisch Hall", Role.DPO),
    ("betrieb", "Oli Muster-Technik", "Geschäftsstelle", Role.OPERATOR),
    ("innung", "Renate Muster-Metz", "Muster-Innung Metall", Role.PARTNER),
    ("stadt", "Toni Muster-Adler", "Muster-Stadt Heilbronn", Role.PARTNER),
    ("main-tauber", "Uli Muster-Fuchs", "Muster-Main-Tauber-Kreis", Role.PARTNER),
    ("schule", "Lou Muster-Sommer", "Muster-Berufsschulverbund", Role.PARTNER),
    ("realschule", "Pat Muster-Winter", "Muster-Realschule", Role.PARTNER),
]
ALLIANCE_SEATS = (K.CHAMBER, K.AGENCY, K.UNION, K.EMPLOYERS, K.DISTRICT, K.SCHOOL)
SKILLED_SEATS = (K.CHAMBER, K.AGENCY, K.UNION, K.EMPLOYERS, K.BUSINESS, K.DISTRICT)
# name, short name, kind, founded, made up, kinds of organisations seated
BODIES = [
    (
        "Allianz für Aus- und Weiterbildung Heilbronn-Franken",
        "Allianz",
        BodyKind.ALLIANCE,
        None,
        False,
        ALLIANCE_SEATS,
    ),
    (
        "Fachkräftebündnis Heilbronn-Franken",
        "Fachkräftebündnis",
        BodyKind.ALLIANCE,
        date(2012, 4, 20),
        False,
        SKILLED_SEATS,
    ),
    (
        "Muster-Allianz für Aus- und Weiterbildung",
        "Muster-Allianz",
        BodyKind.ALLIANCE,
        None,
        True,
        ALLIANCE_SEATS,
    ),
    ("Muster-Fachkräftebündnis", "Muster-Fachkräftebündnis", BodyKind.ALLIANCE, None, True, SKILLED_SEATS),
    (
        "Muster-Lenkungsgruppe beider Bündnisse",
        "Muster-Lenkungsgruppe",
        BodyKind.STEERING,
        None,
        True,
        (K.CHAMBER, K.AGENCY),
    ),
]


def load(today: date) -> None:
    """Creates organisations, people and bodies on an empty database."""
    districts = {district.ags: district for district in District.objects.all()}
    for rows, made_up in ((REAL, False), (MADE_UP, True)):
        for name, short_name, kind, ags in rows:
            row = Organisation.objects.create(
                name=name,
                short_name=short_name,
                kind=kind,
                is_made_up=made_up,
                agreement_on=today - timedelta(days=300) if made_up else None,
            )
            row.districts.set(districts[code] for code in ags)
    for local_part, name, short_name, role in PEOPLE:
        _person(f"{local_part}@muster.example", name, organisation(short_name), role)
    for name, short_name, kind, founded_on, made_up, kinds in BODIES:
        row = Body.objects.create(name=name, short_name=short_name, kind=kind, founded_on=founded_on)
        seated = Organisation.objects.filter(kind__in=kinds, is_made_up=made_up)
        Seat.objects.bulk_create(Seat(body=row, organisation=one) for one in seated)
    _second_access()
    _deputy(today)


def _person(email: str, name: str, at: Organisation, role: str) -> None:
    user = User.objects.create_user(
        email,
        name,
        settings.DEMO_PASSWORD,
        terms_version=TERMS_VERSION,
        terms_accepted_at=timezone.now(),
        phone="07131 0000 100",
    )
    Membership.objects.create(user=user, organisation=at, role=role)


def _second_access() -> None:
    """One adviser also speaks for the guild, so that the organisation switch has something to show."""
    Membership.objects.create(
        user=membership("ausbildungsberatung@muster.example").user,
        organisation=organisation("Muster-Innung Metall"),
        role=Role.PARTNER,
    )


def _deputy(today: date) -> None:
    """Kim stands in for Alex these two weeks."""
    absent = membership("vertretung@muster.example")
    absent.deputy = membership("ausbildungsberatung@muster.example").user
    absent.deputy_from, absent.deputy_until = today - timedelta(days=3), today + timedelta(days=11)
    absent.save()


def organisation(short_name: str) -> Organisation:
    return Organisation.objects.get(short_name=short_name)


def membership(email: str) -> Membership:
    """The first access of a demonstration's person."""
    return Membership.objects.select_related("user", "organisation").filter(user__email=email).earliest("pk")


def body(short_name: str) -> Body:
    return Body.objects.get(short_name=short_name)
