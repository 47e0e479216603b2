"""What data.gouv.fr reads differently from DCAT-AP; chained last, in its feed only."""
from __future__ import annotations

from typing import Any

from rdflib import BNode, Literal, URIRef

from ckanext.dcat.profiles import RDFProfile
from ckanext.dcat.profiles.base import DCAT, DCT, RDF, SPDX
from ckanext.scdl.dcat.profile import dataset_standard, licence_of

#: udata counts a longer description for the quality of a dataset.
SHORT_DESCRIPTION = 100


class DataGouvProfile(RDFProfile):
    """``fr_datagouv``, to be chained after ``euro_dcat_ap_3`` and ``fr_scdl``."""

    def parse_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Any) -> dict[str, Any]:
        """Nothing of its own to read."""
        return dataset_dict

    def graph_from_catalog(self, catalog_dict: dict[str, Any] | None, catalog_ref: Any) -> None:
        """The catalogue is not read by data.gouv.fr."""

    def graph_from_dataset(self, dataset_dict: dict[str, Any], dataset_ref: Any) -> None:
        """No typed checksum (it rejects the dataset), a licence on the dataset, one schema a file, blank periods."""
        g = self.g
        for distribution in g.objects(dataset_ref, DCAT.distribution):
            for checksum in list(g.objects(distribution, SPDX.checksum)):
                g.remove((distribution, SPDX.checksum, checksum))
                g.remove((checksum, None, None))
        url = licence_of(dataset_dict)
        if url and g.value(dataset_ref, DCT.license) is None:
            g.add((dataset_ref, DCT.license, URIRef(url)))
        g.remove((dataset_ref, DCT.conformsTo, None))
        self._lengthen_description(dataset_dict, dataset_ref)
        for period in list(g.objects(dataset_ref, DCT.temporal)):
            if isinstance(period, URIRef):
                # An addressed period would be fetched over HTTP.
                blank = BNode()
                g.add((blank, RDF.type, DCT.PeriodOfTime))
                for predicate in (DCAT.startDate, DCAT.endDate):
                    for value in g.objects(period, predicate):
                        g.add((blank, predicate, value))
                g.remove((dataset_ref, DCT.temporal, period))
                g.add((dataset_ref, DCT.temporal, blank))

    def _lengthen_description(self, dataset_dict: dict[str, Any], ref: Any) -> None:
        """data.gouv.fr asks for more than a hundred characters: what the standard is for completes a short text."""
        g = self.g
        standard = dataset_standard(dataset_dict)
        description = g.value(ref, DCT.description)
        if standard is None or description is None or len(description) > SHORT_DESCRIPTION:
            return
        text = f"{description}\n\n{standard.purpose}"
        g.remove((ref, DCT.description, description))
        g.add((ref, DCT.description, Literal(text, lang="fr")))
