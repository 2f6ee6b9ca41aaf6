"""Who may do what with the shared pages: start page, search, duty pages, health."""

from tests.matrix import Row, everybody

DUTY = ("help", "accessibility", "barrier", "easy_language", "sign_language", "privacy", "imprint")

ROWS = [
    Row("home", get=everybody()),
    Row("search", get=everybody()),
    Row("healthz", get=everybody(outside=200), post=everybody(405, outside=405)),
    Row("set_language", get=everybody(405, outside=405), post=everybody(302), data=lambda world: {"language": "en"}),
    *(
        Row(f"page_{name}", get=everybody(outside=200), post=everybody(405, outside=405))
        for name in DUTY
    ),
]
