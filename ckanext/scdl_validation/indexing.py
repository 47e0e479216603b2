"""Conformity in the search: what is indexed, the facet, and the badge of each dataset found."""
from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk

from . import resources


def indexed(package: dict[str, Any]) -> dict[str, Any]:
    """The dataset as it goes to Solr (see ``before_dataset_index``), with its conformity."""
    found = resources.index_status(package["id"], resource_ids(package))
    if found:
        package[resources.STATUS] = found
    return package


def resource_ids(package: dict[str, Any]) -> list[str]:
    """Ids of the resources of a dataset on its way to Solr."""
    try:
        data = json.loads(package.get("validated_data_dict") or package.get("data_dict") or "{}")
    except ValueError:
        return []
    return [item["id"] for item in data.get("resources", []) if item.get("id")]


def with_facet(facets: dict[str, str]) -> dict[str, str]:
    """The facets of the search with ours after them."""
    facets[resources.STATUS] = tk._("Conformity to a standard")
    return facets


def presented(results: dict[str, Any]) -> dict[str, Any]:
    """Results of a search with the facet in words, and on each dataset what its badge says."""
    facet = (results.get("search_facets") or {}).get(resources.STATUS)
    words = {"valid": tk._("Conform"), "invalid": tk._("Not conform")}
    for item in facet["items"] if facet else []:
        item["display_name"] = words.get(item["name"], item["name"])
    datasets = [item for item in results.get("results", []) if isinstance(item, dict)]
    ids = {item["id"]: [res["id"] for res in item.get("resources", []) if res.get("id")] for item in datasets}
    found = resources.statuses([rid for many in ids.values() for rid in many])
    for item in datasets:
        status = resources.dataset_status(found[rid] for rid in ids.get(item["id"], []) if rid in found)
        if status:
            item["scdl_conformity"] = status
    return results
