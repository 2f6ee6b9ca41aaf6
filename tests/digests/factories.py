"""What the digest's tests start from: mails, planned digests, and a small area with something to tell."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.areas import ASKED, COMPANY, DONE, NOW, Area, Figure, Item, MailBody, Section
from portal.digests.models import DigestDelivery, DigestPeriod, DigestSubscription, OutgoingMail

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 10, 5, 6, 30, tzinfo=BERLIN)  # week 41
CANARY = "ZZ-Kanarienvogel"


def note(mail: OutgoingMail) -> MailBody:
    """A mail kind as an area offers it."""
    return MailBody(f"Mail {mail.object_id}", "Grüße aus Heilbronn")


def tell(actor, start: datetime, end: datetime) -> list[Section]:
    """What the test's area tells everybody, the closing sentence first: the digest puts it in order."""
    return [
        Section(DONE, "Letzte 4 Wochen", note="5 in neuem Betrieb, davon 4 nahtlos."),
        Section(
            NOW,
            "Jetzt fällig",
            items=[
                Item("H-2026-0117 annehmen oder ablehnen",
                     "/hinweise/H-2026-0117/", "Neuer Hinweis", date(2026, 10, 1)),
                Item("F-2026-0042 anrufen", "/faelle/F-2026-0042/", "Ihre Wiedervorlage", date(2026, 10, 5)),
            ],
            count_word="2 fällig",
        ),
        Section(
            COMPANY,
            "Betriebsfall BF-2026-004: 7 Auszubildende",
            figures=[Figure(2, "eingetragen", "good"), Figure(5, "in Vermittlung", "warn")],
            url="/betriebsfaelle/BF-2026-004/",
            note="Sie sind zuständig.",
        ),
        Section(
            ASKED,
            "Von Ihnen erbeten",
            items=[
                Item("Konferenz am 22. Oktober: Kommen Sie?", "/l/abcdefghijklmnop/", "Sie haben einen Sitz",
                     when="bis Fr., 9.10.", action="Zusagen oder absagen"),
            ],
            count_word="1 Rückmeldung erbeten",
        ),
    ]  # fmt: skip


def make_area(key: str = "muster", *, digest: Callable = tell, **values) -> Area:
    return Area(
        key=key, label="Muster", url_name="home", digest=digest, mails={"muster.note": note}, **values
    )


def make_mail(membership=None, **values) -> OutgoingMail:
    values.setdefault("kind", "muster.note")
    if membership is not None:
        values |= {"membership": membership, "user": membership.user}
    return OutgoingMail.objects.create(**values)


def make_delivery(membership, *, end: datetime = MONDAY, **values) -> DigestDelivery:
    """A planned digest with its mail and subscription."""
    start = end - timedelta(weeks=1)
    period, _ = DigestPeriod.objects.get_or_create(end=end, defaults={"start": start, "planned_at": end})
    DigestSubscription.objects.get_or_create(membership=membership)
    mail = values.pop("mail", None) or make_mail(membership, kind="digest", due_at=end, next_at=end)
    return DigestDelivery.objects.create(
        period=period, membership=membership, start=start, mail=mail, **values
    )
