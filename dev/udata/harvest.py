"""Harvest a feed of the portal with udata, the engine of data.gouv.fr, and tell what came of it.

Runs in an environment of its own (dev/udata/harvest makes it): udata in memory, with mongomock for MongoDB and our own
catalogue of schemas, so that nothing leaves this machine.

    dev/udata/harvest http://localhost:5000/data-gouv/catalog.xml
    dev/udata/harvest --times 2 http://localhost:5000/data-gouv/commune-de-montbrun.xml

Prints one JSON document: for each run the state of the job and of its items, then the datasets as data.gouv.fr would
show them. Exit status 0: every item done; 1: the job failed; 2: an item failed or was left out.
"""

from __future__ import annotations

import argparse
import http.server
import json
import logging
import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent

#: Licences of data.gouv.fr that a territory may use, with what udata compares.
LICENCES = [
    {"id": "notspecified", "title": "License Not Specified"},
    {
        "id": "lov2",
        "title": "Licence Ouverte / Open Licence version 2.0",
        "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    },
    {
        "id": "odc-odbl",
        "title": "Open Data Commons Open Database License (ODbL)",
        "url": "https://opendatacommons.org/licenses/odbl/summary/",
    },
]


def schema_catalogue() -> dict[str, Any]:
    """Our standards in the format of schema.data.gouv.fr's ``schemas.json``."""
    import yaml

    entries = yaml.safe_load((ROOT / "schemas" / "catalog.yaml").read_text(encoding="utf-8"))
    return {
        "version": 1,
        "schemas": [
            {
                "name": entry["name"],
                "title": entry["slug"],
                "schema_type": "tableschema",
                "labels": [],
                "schema_url": f"https://schema.data.gouv.fr/schemas/{entry['name']}/latest/schema.json",
                "versions": [
                    {"version_name": str(item["version"]), "schema_url": item["url"]} for item in entry["versions"]
                ],
            }
            for entry in entries
        ],
    }


@contextmanager
def served(document: Any) -> Iterator[str]:
    """The address of a JSON document, on this machine only."""
    body = json.dumps(document).encode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/schemas.json"
    finally:
        server.shutdown()
        server.server_close()


def make_application(schemas_url: str, folder: str) -> Any:
    """udata as data.gouv.fr runs it, without a network, a queue or a search engine."""
    import mongoengine.connection
    import mongomock

    mongoengine.connection.MongoClient = mongomock.MongoClient
    from udata import settings
    from udata.app import create_app, standalone

    class Offline(settings.Testing):
        TESTING = False
        MONGODB_HOST = "mongodb://localhost/udata"
        SECRET_KEY = "offline"
        HARVESTER_BACKENDS = ["dcat"]
        SCHEMA_CATALOG_URL = schemas_url
        CACHE_TYPE = "flask_caching.backends.SimpleCache"
        FS_ROOT = folder
        PLUGINS: list[str] = []
        SITE_ID = "offline"
        SECURITY_TWO_FACTOR = False
        CELERY_TASK_EAGER_PROPAGATES = False

    return standalone(create_app(settings.Defaults, override=Offline))


def keep_the_job_light() -> None:
    """Save the job when it ends, not after each item: mongomock copies it whole each time."""
    from udata.harvest.backends.base import BaseBackend

    def save_job(self: Any) -> None:
        if not self.dryrun and (self.job.ended or not self.job.pk):
            self.job.save()

    BaseBackend.save_job = save_job


def harvest(url: str, times: int) -> dict[str, Any]:
    """Harvest ``url`` so many times with one source, and report."""
    from udata.core.site.models import Site
    from udata.harvest import actions
    from udata.harvest.models import HarvestSource
    from udata.models import Dataset, License, Organization

    keep_the_job_light()
    Site.objects.create(id="offline", title="Hors ligne")
    for licence in LICENCES:
        License.objects.create(active=True, **licence)
    owner = Organization.objects.create(name="Territoire", description="Celui de l'essai")
    source = HarvestSource.objects.create(name="portail", url=url, backend="dcat", organization=owner)
    report: dict[str, Any] = {"url": url, "runs": []}
    for _ in range(times):
        actions.run(source)
        job = source.get_last_job()
        report["runs"].append(
            {
                "status": job.status,
                "errors": [error.message for error in job.errors],
                "items": [
                    {
                        "identifier": item.remote_id,
                        "status": item.status,
                        "errors": [error.message for error in item.errors],
                    }
                    for item in job.items
                ],
                "datasets": sorted(str(dataset.id) for dataset in Dataset.objects),
                "resources": sorted(str(found.id) for dataset in Dataset.objects for found in dataset.resources),
            }
        )
    report["datasets"] = [describe(dataset) for dataset in Dataset.objects.order_by("title")]
    return report


def describe(dataset: Any) -> dict[str, Any]:
    """A dataset as data.gouv.fr would show it."""
    period, place = dataset.temporal_coverage, dataset.spatial
    return {
        "identifier": dataset.harvest.dct_identifier,
        "page": dataset.harvest.remote_url,
        "title": dataset.title,
        "description": dataset.description,
        "licence": dataset.license.id if dataset.license else None,
        "frequency": getattr(dataset.frequency, "value", dataset.frequency),
        "period": [str(period.start), str(period.end)] if period else None,
        "geometry": place.geom.get("type") if place and place.geom else None,
        "tags": list(dataset.tags),
        "contacts": [{"role": each.role, "name": each.name, "email": each.email} for each in dataset.contact_points],
        "quality": dataset.quality,
        "resources": [
            {
                "title": found.title,
                "url": found.url,
                "format": found.format,
                "mime": found.mime,
                "size": found.filesize,
                "description": found.description,
                "schema": found.schema.to_dict() if found.schema else None,
                "checksum": found.checksum.value if found.checksum else None,
            }
            for found in dataset.resources
        ],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="Harvest a feed with the engine of data.gouv.fr, offline.")
    parser.add_argument("url", help="a feed of the portal, on this machine")
    parser.add_argument("--times", type=int, default=1, help="how many times, with the same source (default 1)")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    # udata speaks while it works; the report alone goes to the standard output.
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    with tempfile.TemporaryDirectory() as folder, served(schema_catalogue()) as schemas_url:
        application = make_application(schemas_url, folder)
        with application.app_context():
            report = harvest(options.url, options.times)
    json.dump(report, output, ensure_ascii=False, indent=1, default=str)
    output.write("\n")
    output.close()
    if any(run["status"] == "failed" for run in report["runs"]):
        return 1
    return 2 if any(item["status"] != "done" for run in report["runs"] for item in run["items"]) else 0


if __name__ == "__main__":
    sys.exit(main())
