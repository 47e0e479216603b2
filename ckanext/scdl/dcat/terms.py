"""Authority addresses for what CKAN keeps as plain words."""
from __future__ import annotations

import datetime
import re
from typing import Any

from rdflib import Namespace
from rdflib.namespace import XSD
from rdflib.term import Literal

FILE_TYPE = Namespace("http://publications.europa.eu/resource/authority/file-type/")
LANGUAGE = Namespace("http://publications.europa.eu/resource/authority/language/")
DATA_THEME = Namespace("http://publications.europa.eu/resource/authority/data-theme/")
MEDIA_TYPE = "https://www.iana.org/assignments/media-types/"
PUBLISHER_TYPE = Namespace("http://purl.org/adms/publishertype/")

#: CKAN format → (EU file type, IANA media type).
FORMATS = {
    "CSV": ("CSV", "text/csv"), "JSON": ("JSON", "application/json"), "GEOJSON": ("GEOJSON", "application/geo+json"),
    "XLSX": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "XLS": ("XLS", "application/vnd.ms-excel"), "ODS": ("ODS", "application/vnd.oasis.opendocument.spreadsheet"),
    "PDF": ("PDF", "application/pdf"), "XML": ("XML", "application/xml"), "ZIP": ("ZIP", "application/zip"),
    "TSV": ("TSV", "text/tab-separated-values"), "TXT": ("TXT", "text/plain"), "HTML": ("HTML", "text/html"),
    "SHP": ("SHP", "application/vnd.shp"), "KML": ("KML", "application/vnd.google-earth.kml+xml"),
    "PARQUET": ("PARQUET", "application/vnd.apache.parquet"),
}

#: Formats of tables, for which a Table Schema speaks.
TABLES = frozenset({"CSV", "XLSX", "XLS", "ODS", "TSV"})

#: Theme of a standard → EU data theme.
THEMES = {
    "vie-municipale": "GOVE", "finances": "ECON", "equipements": "SOCI", "mobilite": "TRAN",
    "enfance-restauration": "EDUC", "sante-securite": "HEAL", "urbanisme": "REGI", "environnement": "ENVI",
    "catalogue": "GOVE",
}

#: EU data themes in French.
DATA_THEMES = {
    "AGRI": "Agriculture et alimentation", "ECON": "Économie et finances", "EDUC": "Éducation, culture et sport",
    "ENER": "Énergie", "ENVI": "Environnement", "GOVE": "Gouvernement et secteur public", "HEAL": "Santé",
    "INTR": "International", "JUST": "Justice et sécurité publique", "REGI": "Régions et villes",
    "SOCI": "Population et société", "TECH": "Science et technologie", "TRAN": "Transports",
}

#: Codes of the EU frequency authority in French.
FREQUENCY_LABELS = {
    "CONT": "en continu", "DAILY": "quotidienne", "WEEKLY": "hebdomadaire", "BIWEEKLY": "toutes les deux semaines",
    "MONTHLY": "mensuelle", "BIMONTHLY": "tous les deux mois", "QUARTERLY": "trimestrielle",
    "ANNUAL_2": "semestrielle", "ANNUAL": "annuelle", "BIENNIAL": "tous les deux ans",
    "TRIENNIAL": "tous les trois ans", "IRREG": "irrégulière", "AS_NEEDED": "au besoin", "NEVER": "jamais",
    "UNKNOWN": "inconnue",
}

#: Ways in which CKAN portals name the Licence Ouverte 2.0.
OPEN_LICENCE_IDS = frozenset({"lov2", "fr-lo", "etalab-2.0", "licence-ouverte-2.0", "lo-ol", "notspecified-lov2"})

_YEAR = re.compile(r"\d{4}")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})")


def period_date(value: Any, *, end: bool) -> Literal | None:
    """A bound of a period as ``xsd:date``.

    data.gouv.fr completes a bare year with today's day and month, so years and months are completed here.
    """
    text = str(value or "").strip()
    try:
        if _YEAR.fullmatch(text):
            day = datetime.date(int(text), 12, 31) if end else datetime.date(int(text), 1, 1)
        elif match := _YEAR_MONTH.fullmatch(text):
            year, month = int(match[1]), int(match[2])
            day = datetime.date(year, month, 1)
            if end:
                following = datetime.date(year + month // 12, month % 12 + 1, 1)
                day = following - datetime.timedelta(days=1)
        else:
            day = datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None
    return Literal(day.isoformat(), datatype=XSD.date)
