"""The part of the data catalogue about districts, municipalities and occupations: public facts."""

from portal.datamap import Table

PUBLIC = {"purpose": "public lists that forms and figures use", "ends": "never, holds no person"}

DATAMAP = {
    "region.district": Table(**PUBLIC, content="ags nuts3 name short_name agency", technical="id sort_name"),
    "region.municipality": Table(
        **PUBLIC,
        content="ags name kind district postcode latitude longitude population coordinate_basis",
        technical="id sort_name search_name",
    ),
    "region.occupationgroup": Table(**PUBLIC, content="kldb3 title", technical="id"),
    "region.occupation": Table(
        **PUBLIC,
        content="bkz kldb name short_name base_name kind group is_system_relevant is_current",
        technical="id sort_name search_name",
    ),
    "region.marketfigure": Table(**PUBLIC, content="region key year month value mark", technical="id run"),
    "region.marketimport": Table(
        purpose="where the market's figures come from",
        ends="never, holds no person but who took them over",
        staff="imported_by",
        content="source title published_on year is_example header rows mapping created_at state",
        technical="id key",
    ),
    "region.loadedlist": Table(**PUBLIC, content="kind as_of", technical="id is_shipped loaded_at"),
}
