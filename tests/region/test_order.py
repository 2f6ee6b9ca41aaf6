"""Lists stand in German order (DIN 5007-1: ä as a, ß as ss), whatever the server's collation."""

from portal.region.models import District, Municipality, Occupation

PLAIN = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "é": "e", "è": "e"})


def german(name: str) -> str:
    return name.lower().translate(PLAIN)


def test_municipalities_in_german_order(region) -> None:
    names = list(Municipality.objects.values_list("name", flat=True))

    first = names.index("Oberrot")
    assert names == sorted(names, key=german)
    assert names[first : first + 6] == [
        "Oberrot",
        "Obersontheim",
        "Obersulm",
        "Oedheim",
        "Offenau",
        "Öhringen",
    ]


def test_occupations_in_german_order(region) -> None:
    names = list(Occupation.objects.values_list("short_name", flat=True))

    assert names == sorted(names, key=german)


def test_districts(region) -> None:
    assert list(District.objects.values_list("ags", "nuts3", "name")) == [
        ("08121", "DE117", "Heilbronn, Stadtkreis"),
        ("08125", "DE118", "Landkreis Heilbronn"),
        ("08126", "DE119", "Hohenlohekreis"),
        ("08127", "DE11A", "Landkreis Schwäbisch Hall"),
        ("08128", "DE11B", "Main-Tauber-Kreis"),
    ]
