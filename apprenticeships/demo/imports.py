"""A table of companies that the adviser has uploaded and not yet imported: its preview can be looked at."""

from apprenticeships.demo.story import Story
from apprenticeships.imports import COMPANIES
from portal.imports.actions import upload
from portal.tables import read_text

TABLE = """Firma;PLZ Ort;Ausbildungsberufe;Telefon;Beschäftigte
Muster-Fräserei Neu GmbH;74653 Künzelsau;Industriemechaniker/in;07940 0000 71;37
Muster-Gasthof Neu;74613 Oeringen;Koch/Köchin;07941 0000 72;unter 10
Muster-Logistik Neu KG;74172 Neckarsulm;Fachkraft für Lagerlogistik;07132 0000 73;250+
"""


def imports(story: Story) -> None:
    """Three companies, one of them in a place that does not exist."""
    table = read_text(TABLE, known=COMPANIES.known_titles())
    upload(COMPANIES, table, by=story.actor(story.kim), file_name="muster-betriebe.xlsx")
