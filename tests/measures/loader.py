"""Makes many measures at once, for tests of plans and for measurements."""

from django.contrib.postgres.indexes import GinIndex
from django.db import connection

from measures.models import Measure

# every hundredth title names a town; some are archived or drafts; both classes in every focus area
INSERT = """
INSERT INTO measures_measure (
    version, number, kind, focus_area, title, sort_title, summary, description, origin, target_groups,
    lead_id, lead_text, partners_text, period_start, period_text, funding, contact, progress, validity, light,
    light_reason, needs_check, sources, state, created_at, updated_at, lead_key, groups_key, names_key,
    search_body, report_every_months, report_reminded
)
SELECT 1, 'T-' || lpad(n::text, 8, '0'), kind, 1 + n %% 3, title, lower(title),
    'Was die Partner mit Betrieb ' || n %% 977 || ' in der Region tun.', '',
    CASE WHEN regional THEN 'region' ELSE 'federal' END, ARRAY['Gruppe ' || n %% 50], %(lead)s,
    'Muster-Verbund', '', DATE '2026-01-01', '', '', '',
    CASE WHEN regional THEN CASE n %% 10 WHEN 0 THEN 'paused' ELSE 'running' END ELSE '' END,
    CASE WHEN regional THEN '' ELSE 'in_force' END,
    CASE WHEN regional AND n %% 500 = 0 THEN 'red' ELSE 'none' END,
    CASE WHEN regional AND n %% 500 = 0 THEN 'Geld fehlt.' ELSE '' END,
    false, '{}', CASE n %% 51 WHEN 7 THEN 'draft' WHEN 8 THEN 'archived' WHEN 9 THEN 'archived'
        ELSE 'published' END,
    now(), now(), 'verbund ' || n %% 300, 'gruppe ' || n %% 50, 'innung ' || n %% 40,
    'Beschreibung mit Ausbildungsplatzbörse Nummer ' || n %% 1000 || ' und vielen Worten zum Vorhaben.',
    6, ''
FROM (
    SELECT n, n / 3 %% 3 > 0 AS regional,
        CASE WHEN n / 3 %% 3 > 0 THEN 'regional' ELSE 'programme' END AS kind,
        (ARRAY['Lotsen', 'Werkstatt', 'Tandem', 'Börse', 'Verbund', 'Beratung', 'Schule'])[1 + n %% 7]
        || ' für Vorhaben ' || n || CASE WHEN n %% 100 = 0 THEN ' in Künzelsau' ELSE '' END AS title
    FROM generate_series(1, %(size)s) AS n
) AS made
"""
MILESTONES = """
INSERT INTO measures_milestone (version, key, measure_id, title, due_on, reached_on)
SELECT 1, gen_random_uuid(), id, 'Meilenstein', DATE '2026-01-01' + (id %% 900)::int,
    CASE WHEN id %% 2 = 0 THEN DATE '2026-01-01' END
FROM measures_measure WHERE number LIKE 'T-%%'
"""


def load_many(size: int, *, lead: int | None = None) -> None:
    """`size` measures with a milestone each, and fresh statistics for the planner.

    The large indexes are built after the rows, which is several times as fast.
    """
    large = [index for index in Measure._meta.indexes if isinstance(index, GinIndex)]
    with connection.schema_editor(atomic=False) as editor:
        for index in large:
            editor.remove_index(Measure, index)
        with connection.cursor() as cursor:
            cursor.execute(INSERT, {"size": size, "lead": lead})
            cursor.execute(MILESTONES, {})
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an index waits for them
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for index in large:
            editor.add_index(Measure, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE measures_measure, measures_milestone")
