"""How long something is kept, in German words for letters."""

DAYS_PER_MONTH = 365.25 / 12
NEAR = 1.5  # days that a period may differ from whole months and still be called so
NUMBERS = (
    "", "einen", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
)  # fmt: skip


def period_in_words(days: int) -> str:
    """183 → "sechs Monate", 30 → "einen Monat", 100 → "100 Tage"; accusative, as in "bis … nach dem Ende".

    `days` from 1 on. Whole months where the days are near enough to them, as figures beyond twelve.
    """
    months = round(days / DAYS_PER_MONTH)
    if not months or abs(days - months * DAYS_PER_MONTH) > NEAR:
        return "einen Tag" if days == 1 else f"{days} Tage"
    word = NUMBERS[months] if months < len(NUMBERS) else str(months)
    return f"{word} Monat" if months == 1 else f"{word} Monate"
