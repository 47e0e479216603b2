"""DCAT-AP 3 as French local data needs it: authority addresses, the standard followed, who publishes.

Runs after ``euro_dcat_ap_3`` and amends what that profile wrote.
"""
from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
from rdflib import BNode, Literal, URIRef
from rdflib.namespace import XSD

from ckanext.dcat.profiles import RDFProfile
from ckanext.dcat.profiles.base import DCAT, DCT, FOAF, GSP, LOCN, RDF, RDFS, SKOS, SPDX, VCARD, CleanedURIRef
from ckanext.scdl import config
from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.dcat import terms
from ckanext.scdl.territory import OrganisationFacts, organisation_facts
from ckanext.scdl.vocabulary import bbox_wkt, frequency_uri, insee_uri, parse_bbox

_Ref = Any


class FrenchLocalDataProfile(RDFProfile):
    """``fr_scdl``, to be chained after ``euro_dcat_ap_3``."""

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: _Ref) -> dict[str, Any]:
        """Nothing of its own to read."""
        return dataset_dict

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: _Ref) -> None:
        """A catalogue has a description, a publisher, and a language given by its address."""
        g = self.g
        title = str(g.value(catalog_ref, DCT.title) or tk.config.get("ckan.site_title") or "")
        if g.value(catalog_ref, DCT.description) is None:
            g.add((catalog_ref, DCT.description, Literal(title, lang="fr")))
        self._tag_french(catalog_ref, DCT.title, DCT.description)
        self._set_language(catalog_ref)
        if g.value(catalog_ref, DCT.publisher) is None:
            publisher = URIRef(str(tk.config["ckan.site_url"]).rstrip("/") + "/#publisher")
            g.add((publisher, RDF.type, FOAF.Agent))
            g.add((publisher, FOAF.name, Literal(title, lang="fr")))
            g.add((catalog_ref, DCT.publisher, publisher))
        # The page and the catalogue are two things: they may not share an address.
        if (catalog_ref, FOAF.homepage, catalog_ref) in g:
            g.remove((catalog_ref, FOAF.homepage, catalog_ref))
            g.add((catalog_ref, FOAF.homepage, URIRef(str(catalog_ref).rstrip("/") + "/")))
        for page in g.objects(catalog_ref, FOAF.homepage):
            g.add((page, RDF.type, FOAF.Document))

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: _Ref) -> None:
        """Amend the description of one dataset."""
        facts = self._organisation(dataset_dict)
        standard = dataset_standard(dataset_dict)
        self._describe(dataset_dict, dataset_ref, standard)
        self._people(dataset_dict, dataset_ref, facts)
        self._periods(dataset_ref)
        self._places(dataset_ref, facts)
        for resource in dataset_dict.get("resources") or ():
            for distribution in self._distributions(dataset_ref, resource):
                self._distribution(distribution, resource, dataset_dict, standard)

    # -- the dataset ---------------------------------------------------------------------------------------

    def _organisation(self, dataset_dict: dict[str, Any]) -> OrganisationFacts | None:
        org_id = dataset_dict.get("owner_org") or (dataset_dict.get("organization") or {}).get("id")
        return organisation_facts(org_id) if org_id else None

    def _describe(self, dataset_dict: dict[str, Any], ref: _Ref, standard: Standard | None) -> None:
        g = self.g
        if g.value(ref, DCT.description) is None:
            g.add((ref, DCT.description, g.value(ref, DCT.title) or Literal(dataset_dict.get("name") or "")))
        self._tag_french(ref, DCT.title, DCT.description, DCAT.keyword)
        self._set_language(ref)
        frequency = frequency_uri(value_of(dataset_dict, "frequency") or (standard.frequency if standard else ""))
        g.remove((ref, DCT.accrualPeriodicity, None))
        if frequency:
            self._add_concept(ref, DCT.accrualPeriodicity, URIRef(frequency), DCT.Frequency,
                              terms.FREQUENCY_LABELS[frequency.rsplit("/", 1)[-1]])
        if g.value(ref, DCAT.landingPage) is None:
            page = URIRef(dataset_page(dataset_dict))
            g.add((ref, DCAT.landingPage, page))
            g.add((page, RDF.type, FOAF.Document))
        if standard is not None:
            if g.value(ref, DCAT.theme) is None and standard.theme in terms.THEMES:
                self._add_concept(ref, DCAT.theme, terms.DATA_THEME[terms.THEMES[standard.theme]], SKOS.Concept,
                                  terms.DATA_THEMES[terms.THEMES[standard.theme]])
            self._conforms_to(ref, standard)
        for theme in list(g.objects(ref, DCAT.theme)):
            code = str(theme).removeprefix(str(terms.DATA_THEME))
            self._add_concept(ref, DCAT.theme, theme, SKOS.Concept, terms.DATA_THEMES.get(code, code))

    def _people(self, dataset_dict: dict[str, Any], ref: _Ref, facts: OrganisationFacts | None) -> None:
        g = self.g
        if facts is not None and not dataset_dict.get("publisher"):
            for agent in list(g.objects(ref, DCT.publisher)):
                g.remove((agent, None, None))
            g.remove((ref, DCT.publisher, None))
            agent = URIRef(f"{str(tk.config['ckan.site_url']).rstrip('/')}/organization/{facts.id}")
            g.add((ref, DCT.publisher, agent))
            g.add((agent, RDF.type, FOAF.Agent))
            g.add((agent, FOAF.name, Literal(facts.title, lang="fr")))
            if facts.kind in ("collectivite", "epci", "atd"):
                self._add_concept(agent, DCT.type, terms.PUBLISHER_TYPE.LocalAuthority, SKOS.Concept,
                                  "Collectivité locale")
            if facts.siret:
                g.add((agent, DCT.identifier, Literal(facts.siret)))
            if facts.email:
                g.add((agent, FOAF.mbox, URIRef("mailto:" + facts.email)))
        # data.gouv.fr reads a publisher's foaf:mbox, and loses its vcard:hasEmail.
        for agent in g.objects(ref, DCT.publisher):
            for address in list(g.objects(agent, VCARD.hasEmail)):
                g.remove((agent, VCARD.hasEmail, address))
                g.add((agent, FOAF.mbox, address))
        if facts is not None and facts.email and g.value(ref, DCAT.contactPoint) is None:
            contact = BNode()
            g.add((ref, DCAT.contactPoint, contact))
            g.add((contact, RDF.type, VCARD.Organization))
            g.add((contact, VCARD.fn, Literal(facts.title, lang="fr")))
            g.add((contact, VCARD.hasEmail, URIRef("mailto:" + facts.email)))
        for contact in g.objects(ref, DCAT.contactPoint):
            g.add((contact, RDF.type, VCARD.Kind))

    def _periods(self, ref: _Ref) -> None:
        g = self.g
        for period in list(g.objects(ref, DCT.temporal)):
            for predicate, end in ((DCAT.startDate, False), (DCAT.endDate, True)):
                for value in list(g.objects(period, predicate)):
                    g.remove((period, predicate, value))
                    day = terms.period_date(value, end=end)
                    if day is not None:
                        g.add((period, predicate, day))
            if not any(True for _ in g.objects(period, DCAT.startDate)) and not any(
                    True for _ in g.objects(period, DCAT.endDate)):
                g.remove((ref, DCT.temporal, period))
                g.remove((period, None, None))

    def _places(self, ref: _Ref, facts: OrganisationFacts | None) -> None:
        g = self.g
        places = list(g.objects(ref, DCT.spatial))
        uri = insee_uri(facts.insee_code) if facts is not None else ""
        if not places and facts is not None and (uri or facts.bbox):
            place = URIRef(uri) if uri else BNode()
            g.add((ref, DCT.spatial, place))
            g.add((place, RDF.type, DCT.Location))
            g.add((place, SKOS.prefLabel, Literal(facts.title, lang="fr")))
            places = [place]
        bbox = parse_bbox(facts.bbox) if facts is not None and facts.bbox else None
        if bbox is not None and places and not any(
                g.value(place, predicate) is not None for place in places for predicate in (DCAT.bbox, LOCN.geometry)):
            g.add((places[0], DCAT.bbox, Literal(bbox_wkt(bbox), datatype=GSP.wktLiteral)))
        for place in places:
            self._tag_french(place, SKOS.prefLabel)

    # -- its distributions ---------------------------------------------------------------------------------

    def _distributions(self, ref: _Ref, resource: dict[str, Any]) -> list[_Ref]:
        suffix = "/resource/" + str(resource.get("id"))
        wanted = str(resource.get("uri") or "")
        return [node for node in self.g.objects(ref, DCAT.distribution)
                if str(node) == wanted or str(node).endswith(suffix)]

    def _distribution(
        self, node: _Ref, resource: dict[str, Any], dataset_dict: dict[str, Any], standard: Standard | None
    ) -> None:
        g = self.g
        fmt = str(resource.get("format") or "").upper()
        self._set_format(node, fmt, str(resource.get("mimetype") or ""))
        url = str(resource.get("url") or "")
        if g.value(node, DCT.title) is None:
            g.add((node, DCT.title, Literal(urlsplit(url).path.rsplit("/", 1)[-1] or fmt or "Fichier", lang="fr")))
        followed = resource_standard(resource, dataset_dict) if fmt in terms.TABLES else None
        if g.value(node, DCT.description) is None:
            g.add((node, DCT.description, Literal(_sentence(fmt, followed), lang="fr")))
        self._tag_french(node, DCT.title, DCT.description)
        self._set_language(node)
        is_file = resource.get("url_type") == "upload" or fmt in terms.FORMATS
        if url and is_file and g.value(node, DCAT.downloadURL) is None:
            target = CleanedURIRef(url)
            g.add((node, DCAT.downloadURL, target))
            g.add((target, RDF.type, RDFS.Resource))
        for target in g.objects(node, DCAT.accessURL):
            g.add((target, RDF.type, RDFS.Resource))
        if followed is not None:
            self._conforms_to(node, followed)
        self._licence(node, dataset_dict)
        self._checksum(node)

    def _licence(self, node: _Ref, dataset_dict: dict[str, Any]) -> None:
        g = self.g
        if g.value(node, DCT.license) is None:
            url = licence_of(dataset_dict)
            if url:
                g.add((node, DCT.license, URIRef(url)))
        for licence in list(g.objects(node, DCT.license)):
            if isinstance(licence, Literal):
                url = licence_of({"license_id": str(licence)})
                g.remove((node, DCT.license, licence))
                if not url:
                    continue
                licence = URIRef(url)
                g.add((node, DCT.license, licence))
            g.add((licence, RDF.type, DCT.LicenseDocument))

    def _checksum(self, node: _Ref) -> None:
        """A checksum says nothing without its algorithm: SHA-1, SHA-256 and MD5 are told by their length."""
        g = self.g
        names = {32: "md5", 40: "sha1", 64: "sha256"}
        for checksum in list(g.objects(node, SPDX.checksum)):
            value = g.value(checksum, SPDX.checksumValue)
            algorithm = g.value(checksum, SPDX.algorithm)
            if isinstance(algorithm, URIRef):
                continue
            g.remove((checksum, SPDX.algorithm, None))
            name = names.get(len(value.lower().strip())) if isinstance(value, Literal) else None
            if name is None:
                g.remove((node, SPDX.checksum, checksum))
                g.remove((checksum, None, None))
                continue
            uri = SPDX["checksumAlgorithm_" + name]
            g.add((checksum, SPDX.algorithm, uri))
            g.add((uri, RDF.type, SPDX.ChecksumAlgorithm))

    def _set_format(self, node: _Ref, fmt: str, mimetype: str) -> None:
        g = self.g
        known = terms.FORMATS.get(fmt)
        for predicate in (DCT["format"], DCAT.mediaType):
            for value in list(g.objects(node, predicate)):
                if isinstance(value, Literal):
                    g.remove((node, predicate, value))
        if known and g.value(node, DCT["format"]) is None:
            self._add_concept(node, DCT["format"], terms.FILE_TYPE[known[0]], DCT.MediaTypeOrExtent, known[0])
        media = mimetype if "/" in mimetype and not mimetype.startswith("http") else (known[1] if known else "")
        if media and g.value(node, DCAT.mediaType) is None:
            uri = URIRef(terms.MEDIA_TYPE + media)
            g.add((node, DCAT.mediaType, uri))
            g.add((uri, RDF.type, DCT.MediaType))

    # -- small things --------------------------------------------------------------------------------------

    def _conforms_to(self, ref: _Ref, standard: Standard) -> None:
        """One standard at most, at its exact official address."""
        g = self.g
        g.remove((ref, DCT.conformsTo, None))
        uri = URIRef(standard.url)
        g.add((ref, DCT.conformsTo, uri))
        g.add((uri, RDF.type, DCT.Standard))
        g.add((uri, DCT.title, Literal(standard.title, lang="fr")))

    def _tag_french(self, ref: _Ref, *predicates: Any) -> None:
        for predicate in predicates:
            for value in list(self.g.objects(ref, predicate)):
                if isinstance(value, Literal) and not value.language and value.datatype in (None, XSD.string):
                    self.g.remove((ref, predicate, value))
                    self.g.add((ref, predicate, Literal(str(value), lang="fr")))

    def _set_language(self, ref: _Ref) -> None:
        for value in list(self.g.objects(ref, DCT.language)):
            if isinstance(value, Literal):
                self.g.remove((ref, DCT.language, value))
        if self.g.value(ref, DCT.language) is None:
            self.g.add((ref, DCT.language, terms.LANGUAGE.FRA))
        for value in self.g.objects(ref, DCT.language):
            self.g.add((value, RDF.type, DCT.LinguisticSystem))

    def _add_concept(self, ref: _Ref, predicate: Any, uri: URIRef, kind: Any, label: str) -> None:
        self.g.add((ref, predicate, uri))
        for kind_of in (kind, SKOS.Concept):
            self.g.add((uri, RDF.type, kind_of))
        if self.g.value(uri, SKOS.prefLabel) is None:
            self.g.add((uri, SKOS.prefLabel, Literal(label, lang="fr")))


def value_of(dataset_dict: dict[str, Any], key: str) -> str:
    """A custom field, at the root (scheming) or among the extras."""
    if dataset_dict.get(key):
        return str(dataset_dict[key])
    for extra in dataset_dict.get("extras") or ():
        if extra.get("key") == key:
            return str(extra.get("value") or "")
    return ""


def dataset_standard(dataset_dict: dict[str, Any]) -> Standard | None:
    """The standard that a dataset says it follows, at the version that it says."""
    name = value_of(dataset_dict, "scdl_schema")
    return registry().get(name, value_of(dataset_dict, "scdl_schema_version") or None) if name else None


def resource_standard(resource: dict[str, Any], dataset_dict: dict[str, Any]) -> Standard | None:
    """The standard that a file follows: its own, else its dataset's."""
    name = str(resource.get("scdl_schema") or "")
    if name:
        return registry().get(name, str(resource.get("scdl_schema_version") or "") or None)
    return dataset_standard(dataset_dict)


def licence_of(dataset_dict: dict[str, Any]) -> str:
    """Address of a dataset's licence; that of the Licence Ouverte is the one that data.gouv.fr recognises."""
    identifier = str(dataset_dict.get("license_id") or "")
    if identifier.lower() in terms.OPEN_LICENCE_IDS:
        return config.licence_url()
    if identifier.startswith(("http://", "https://")):
        return identifier
    return str(dataset_dict.get("license_url") or "")


def dataset_page(dataset_dict: dict[str, Any]) -> str:
    """Public address of a dataset's page, without a language in it."""
    return f"{str(tk.config['ckan.site_url']).rstrip('/')}/dataset/{dataset_dict.get('name') or dataset_dict.get('id')}"


def _sentence(fmt: str, standard: Standard | None) -> str:
    kind = f"Fichier {fmt}" if fmt else "Fichier"
    if standard is None:
        return kind + "."
    return f"{kind} : une ligne par {standard.noun_one}, selon le standard {standard.name} {standard.version}."
