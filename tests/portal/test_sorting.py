"""German order: ä stands with a, ß with ss."""

from portal.sorting import sort_key


def test_umlauts_stand_with_their_letter() -> None:
    names = [
        "Zwingenberg",
        "Öhringen",
        "Osterburken",
        "Ärztekammer",
        "Apotheke",
        "Oedheim",
        "Weißbach",
        "Weinsberg",
    ]

    assert sorted(names, key=sort_key) == [
        "Apotheke",
        "Ärztekammer",
        "Oedheim",
        "Öhringen",
        "Osterburken",
        "Weinsberg",
        "Weißbach",
        "Zwingenberg",
    ]
