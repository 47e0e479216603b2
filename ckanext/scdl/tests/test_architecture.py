"""The rules of the house, read from the source itself (docs/developer/architecture.md says why each is there)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
CKANEXT = ROOT / "ckanext"
# Each plugin may know those to its left, through their shared module only.
PLUGINS = ("scdl", "scdl_validation", "scdl_forms")
ENGINE = CKANEXT / "scdl_validation" / "engine"


def modules(*folders: Path, tests: bool = False) -> Iterator[Path]:
    """Yield the Python files of the plugins (or of ``folders``), without their tests."""
    for folder in folders or tuple(CKANEXT / plugin for plugin in PLUGINS):
        for path in sorted(folder.rglob("*.py")):
            if tests or "tests" not in path.relative_to(CKANEXT).parts:
                yield path


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"


def imported(path: Path) -> Iterator[tuple[ast.AST, str]]:
    """Yield the full name of everything that a module imports; relative names are made absolute."""
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            for alias in node.names:
                yield node, f"{base}.{alias.name}"


def functions(plugin: str, kind: str) -> dict[str, tuple[Path, ast.FunctionDef]]:
    """Return the public ``scdl_…`` functions of ``logic/<kind>.py`` or of the package ``logic/<kind>/``."""
    base = CKANEXT / plugin / "logic"
    files = [base / f"{kind}.py"] if (base / f"{kind}.py").exists() else sorted((base / kind).glob("*.py"))
    return {
        node.name: (path, node)
        for path in files
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("scdl_")
    }


ACTIONS = [
    (plugin, name, path, node) for plugin in PLUGINS for name, (path, node) in functions(plugin, "action").items()
]


def test_siblings_import_only_shared():
    wrong = []
    for place, plugin in enumerate(PLUGINS):
        for path in modules(CKANEXT / plugin):
            for node, name in imported(path):
                parts = name.split(".")
                if parts[0] != "ckanext" or len(parts) < 2 or parts[1] not in PLUGINS or parts[1] == plugin:
                    continue
                if parts[1] not in PLUGINS[:place] or len(parts) < 3 or parts[2] != "shared":
                    wrong.append(f"{where(path, node)} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_engine_knows_no_framework():
    forbidden = {"ckan", "flask", "sqlalchemy", "ckanext"}
    wrong = [
        f"{where(path, node)} imports {name}"
        for path in modules(ENGINE)
        for node, name in imported(path)
        if name.split(".")[0] in forbidden and not name.startswith("ckanext.scdl_validation.engine")
    ]
    assert not wrong, "\n".join(wrong)


def test_only_actions_and_model_touch_the_session():
    wrong = []
    for path in modules():
        inside = path.relative_to(CKANEXT).parts[1:]
        # compat.py holds what differs between the two CKANs, their tables included.
        if inside[0] == "compat.py" or inside[0] in ("model", "migration") or inside[:2] in (("logic", "action"), ("logic", "action.py")):
            continue
        for node in ast.walk(tree(path)):
            named = isinstance(node, ast.Attribute) and node.attr == "Session"
            named = named or (isinstance(node, ast.Name) and node.id == "Session")
            named = named or (
                isinstance(node, ast.Subscript)
                and isinstance(node.slice, ast.Constant)
                and node.slice.value == "session"
                and ast.unparse(node.value) == "context"
            )
            if named:
                wrong.append(f"{where(path, node)} uses the database session")
    assert not wrong, "\n".join(wrong)


def test_outgoing_http_goes_through_one_module():
    clients = {"requests", "urllib3", "httpx", "aiohttp", "socket", "http.client", "urllib.request", "ftplib", "smtplib"}
    wrong = [
        f"{where(path, node)} imports {name}"
        for path in modules()
        if path != CKANEXT / "scdl" / "net.py"
        for node, name in imported(path)
        if name.split(".")[0] in clients or ".".join(name.split(".")[:2]) in clients
    ]
    assert not wrong, "\n".join(wrong)


def test_spreadsheets_are_opened_and_written_by_the_engine():
    libraries = {"openpyxl", "python_calamine", "xlsxwriter", "odf", "ezodf", "xlrd", "fastexcel"}
    wrong = [
        f"{where(path, node)} imports {name}"
        for path in modules()
        if ENGINE not in path.parents
        for node, name in imported(path)
        if name.split(".")[0] in libraries
    ]
    assert not wrong, "\n".join(wrong)


def test_no_error_is_swallowed():
    wrong = []
    for path in modules(tests=True):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.ExceptHandler):
                continue
            broad = node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
            silent = all(isinstance(statement, ast.Pass) for statement in node.body)
            if node.type is None or (broad and silent):
                wrong.append(f"{where(path, node)} catches everything")
    assert not wrong, "\n".join(wrong)


def test_modules_are_small_and_annotated():
    wrong = []
    for path in modules(tests=True):
        text = path.read_text(encoding="utf-8")
        lines = text.count("\n")
        # A list of messages has no second idea to be cut at.
        if lines > 600 and path.name != "core_messages.py":
            wrong.append(f"{path.relative_to(ROOT)} has {lines} lines: two modules, probably")
        has_code = any(not isinstance(node, ast.Expr) for node in tree(path).body)
        if has_code and "from __future__ import annotations" not in text and path != CKANEXT / "__init__.py":
            if "migration" not in path.parts and path.name != "__init__.py":
                wrong.append(f"{path.relative_to(ROOT)} lacks `from __future__ import annotations`")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("plugin", "name", "path", "node"), ACTIONS, ids=[name for _, name, _, _ in ACTIONS])
def test_action_has_docstring_auth_and_schema(plugin, name, path, node):
    documented = ast.get_docstring(node) or ""
    assert len(documented) > 20, f"{where(path, node)} {name} has no docstring"
    takes = ast.unparse(node)
    assert ":returns" in documented or ":return" in documented, f"{where(path, node)} {name} does not say what it returns"
    assert name in functions(plugin, "auth"), f"{name} has no auth function in {plugin}/logic/auth"
    if ":param" in documented:
        checked = re.search(r"valid\w*\(", takes) and re.search(r"schema", takes)
        assert checked, f"{where(path, node)} {name} validates its data with no schema"
    else:
        assert "data_dict[" not in takes, f"{where(path, node)} {name} reads data that its docstring does not name"


def test_posting_forms_carry_the_token():
    wrong = []
    for plugin in PLUGINS:
        for path in sorted((CKANEXT / plugin / "templates").rglob("*.html")):
            text = path.read_text(encoding="utf-8")
            for match in re.finditer(r"<form\b[^>]*\bmethod\s*=\s*[\"']?post\b.*?</form>", text, re.I | re.S):
                if "csrf_input()" not in match.group(0):
                    line = text.count("\n", 0, match.start()) + 1
                    wrong.append(f"{path.relative_to(ROOT)}:{line} posts without h.csrf_input()")
    assert not wrong, "\n".join(wrong)


def test_templates_escape_and_stay_at_home():
    wrong = []
    for plugin in PLUGINS:
        for path in sorted((CKANEXT / plugin / "templates").rglob("*.html")):
            text = path.read_text(encoding="utf-8")
            for match in re.finditer(r"\|\s*safe\b|(?:src|action)=[\"']https?://|<link[^>]+href=[\"']https?://", text):
                line = text.count("\n", 0, match.start()) + 1
                wrong.append(f"{path.relative_to(ROOT)}:{line} has {match.group(0)}")
    assert not wrong, "\n".join(wrong)


def declared_settings() -> Iterator[str]:
    for plugin in PLUGINS:
        file = CKANEXT / plugin / "config_declaration.yaml"
        for group in yaml.safe_load(file.read_text())["groups"] if file.exists() else ():
            yield from (option["key"] for option in group["options"])


def test_settings_in_the_code_are_declared():
    declared = set(declared_settings())
    wrong = []
    for path in modules():
        for node in ast.walk(tree(path)):
            call = isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("config.get", "config.getlist"))
            key = node.args[0] if call and node.args else node.slice if isinstance(node, ast.Subscript) else None
            of_config = call or (isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("config"))
            if of_config and isinstance(key, ast.Constant) and str(key.value).startswith("scdl") and key.value not in declared:
                wrong.append(f"{where(path, node)} reads {key.value}, which no config_declaration.yaml declares")
    assert not wrong, "\n".join(wrong)


def test_everything_is_in_the_reference():
    reference = {file.stem: file.read_text() for file in (ROOT / "docs" / "reference").glob("*.md")}
    missing = [f"setting {key}" for key in declared_settings() if key not in reference["config"]]
    missing += [f"action {name}" for _, name, _, _ in ACTIONS if name not in reference["actions"]]
    assert not missing, "dev/python dev/reference, please: " + ", ".join(missing)


@pytest.mark.usefixtures("with_plugins")
def test_every_command_is_in_the_reference():
    import click
    from ckan import plugins

    from ckanext.scdl.cli import cli_group

    for plugin in plugins.PluginImplementations(plugins.IClick):
        plugin.get_commands()  # it adds them when it is asked

    def commands(group: click.Group, path: str) -> Iterator[str]:
        for name, command in group.commands.items():
            if isinstance(command, click.Group):
                yield from commands(command, f"{path} {name}")
            else:
                yield f"{path} {name}"

    text = (ROOT / "docs" / "reference" / "commands.md").read_text()
    missing = [command for command in commands(cli_group, "ckan scdl") if f"## {command}\n" not in text]
    assert not missing, "dev/python dev/reference, please: " + ", ".join(missing)


def test_no_path_of_a_developers_machine():
    # Built from halves, so that this file does not name one itself.
    paths = [f"/{name}/" for name in ("wo" + "rk", "ro" + "ot")]
    folders = ("ckanext", "docs", "e2e", "bench", "schemas", ".ci", *(f"dev/{p.name}" for p in (ROOT / "dev").iterdir()))
    wrong = []
    for folder in folders:
        if folder == "dev/state":
            continue
        top = ROOT / folder
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file() and path.suffix in (".py", ".md", ".yaml", ".json", ".sh", ".ini", ".in", ".txt", ""):
                text = path.read_text(encoding="utf-8", errors="replace")
                wrong += [f"{path.relative_to(ROOT)} names {found}" for found in paths if found in text]
    assert not wrong, "\n".join(wrong)
