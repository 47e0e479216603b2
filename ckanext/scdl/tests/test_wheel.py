"""The wheel holds all that the plugins need, and they load from it alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
BUILT_FROM = ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE", "ckanext", "schemas")
PLUGINS = ("scdl", "scdl_validation", "scdl_forms")

# Runs in the new environment. What it prints last is judged here.
PROBE = """
import json, sys
from ckan.cli import CKANConfigLoader
from ckan.config.middleware import make_app
import ckan.plugins as p

app = make_app(CKANConfigLoader(sys.argv[1]).get_config())
import ckanext.scdl, ckanext.scdl_validation, ckanext.scdl_forms
from ckanext.scdl.shared import get_standard, list_standards

with app._wsgi_app.test_client() as client:
    # on 2.11 a middleware that this client goes around tells the language
    page = client.get("/standards", base_url="http://test.ckan.net", environ_overrides={"CKAN_LANG": "fr"})
print(json.dumps({
    "files": [m.__file__ for m in (ckanext.scdl, ckanext.scdl_validation, ckanext.scdl_forms)],
    "loaded": [name for name in ("scdl", "scdl_validation", "scdl_forms") if p.plugin_loaded(name)],
    "standards": [s.name for s in list_standards()],
    "label": get_standard("scdl/deliberations").field("DELIB_ID").label,
    "status": page.status_code,
    "page": page.get_data(as_text=True),
}))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from a copy: nothing is left in the checkout, nothing stale gets in."""
    folder = tmp_path_factory.mktemp("build")
    for name in BUILT_FROM:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
        else:
            shutil.copy(source, folder / name)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder / "dist", folder],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (built,) = (folder / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel) -> set[str]:
    """The files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def expected() -> set[str]:
    """Everything in the plugins that is not Python, tests apart, and the standards."""
    found = set()
    for plugin in PLUGINS:
        for path in (ROOT / "ckanext" / plugin).rglob("*"):
            parts = path.relative_to(ROOT).parts
            if path.is_file() and not {"tests", "__pycache__"} & set(parts) and path.name != ".webassets-cache":
                found.add("/".join(parts))
    for path in (ROOT / "schemas").rglob("*"):
        if path.suffix in (".json", ".yaml"):
            found.add("ckanext/scdl/standards/" + path.relative_to(ROOT / "schemas").as_posix())
    return found


@pytest.mark.wheel
def test_wheel_lacks_nothing(names):
    assert not sorted(expected() - names)
    for kind in ("templates/base.html", "i18n/fr/LC_MESSAGES/ckanext-scdl.mo", "config_declaration.yaml", "assets/scdl.css"):
        assert f"ckanext/scdl/{kind}" in names


@pytest.mark.wheel
def test_wheel_leaves_the_namespace_alone(names):
    assert "ckanext/__init__.py" not in names
    assert not [name for name in names if "/tests/" in name or name.startswith(("dev/", "e2e/", "bench/"))]


@pytest.mark.wheel
def test_plugins_load_from_the_wheel(wheel, tmp_path):
    fresh = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", fresh], check=True)
    python = fresh / "bin" / "python"
    # CKAN and its libraries are looked up where they are; the .pth files there, which would find the checkout, are not read.
    packages = next((fresh / "lib").glob("python*/site-packages"))
    base = Path(sysconfig.get_paths()["purelib"])
    (packages / "base.pth").write_text(f"{base}\n")
    # from Python 3.12 on, CKAN's datastore finds distutils through this one of setuptools
    for shim in base.glob("distutils-precedence.pth"):
        shutil.copy(shim, packages)
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", "--ignore-installed", wheel],
        check=True,
        capture_output=True,
    )
    settings = tmp_path / "test.ini"
    shutil.copy(ROOT / "test.ini", settings)
    done = subprocess.run([python, "-c", PROBE, settings], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    seen = json.loads(done.stdout.splitlines()[-1])
    assert all(file.startswith(str(fresh)) for file in seen["files"])
    assert seen["loaded"] == list(PLUGINS)
    assert "scdl/deliberations" in seen["standards"]
    assert seen["label"]
    assert seen["status"] == 200
    assert '<html lang="fr"' in seen["page"]
