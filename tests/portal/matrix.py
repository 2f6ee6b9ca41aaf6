"""Who may do what with the shared pages: start page, search, duty pages, health."""

from tests.matrix import Row, everybody

DUTY = ("help", "accessibility", "barrier", "easy_language", "sign_language", "privacy", "imprint")

ROWS = [
    Row("home", get=everybody()),
    Row("search", get=everybody()),
    # 503, because this world holds a mail that has waited for weeks
    Row("healthz", get=everybody(503, outside=503), post=everybody(405, outside=405)),
    *(Row(f"page_{name}", get=everybody(outside=200), post=everybody(405, outside=405)) for name in DUTY),
]
