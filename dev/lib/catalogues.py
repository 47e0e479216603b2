"""Extraction, merging and checking of the French catalogues. The commands are described in ``dev/i18n``."""

from __future__ import annotations

import fcntl
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polib
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file

ROOT = Path(__file__).resolve().parents[2]
PLUGINS = ("scdl", "scdl_validation", "scdl_forms")
# Nothing that changes by itself: two people who add messages do not meet in the header.
HEADER = {
    "Project-Id-Version": "ckanext-scdl",
    "Language": "fr",
    "Language-Team": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}
#: Spaces that French puts inside a phrase: the sign after or before them must not go to another line.
BOUND = re.compile(r" (?=[:;?!»])|(?<=«) ")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdrf]|\{\w*\}|%[sd]")


def folder(plugin: str) -> Path:
    return ROOT / "ckanext" / plugin


def po_path(plugin: str) -> Path:
    return folder(plugin) / "i18n" / "fr" / "LC_MESSAGES" / f"ckanext-{plugin}.po"


def sources(plugin: str) -> Iterator[tuple[str, Path]]:
    """Yield each file that holds messages, with the name of its extractor."""
    base = folder(plugin)
    for path in sorted(base.rglob("*.py")):
        # The engine speaks French by itself: it is a library for French files.
        if not {"tests", "engine", "migration"} & set(path.relative_to(base).parts):
            yield "python", path
    for pattern in ("*.html", "*.txt", "*.xml", "*.svg"):
        for path in sorted(base.glob(f"**/templates/**/{pattern}")):
            yield "ckan", path


def extract(plugin: str) -> dict[str, str]:
    """Return the messages of ``plugin``: {singular: plural or empty}."""
    found: dict[str, str] = {}
    for method, path in sources(plugin):
        for _line, message, _comments, _context in extract_from_file(method, str(path), keywords=DEFAULT_KEYWORDS):
            one, many = (message[0], message[1]) if isinstance(message, tuple) else (message, "")
            if one:
                found[one] = found.get(one) or many
    return found


def load(plugin: str) -> polib.POFile:
    path = po_path(plugin)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    return polib.POFile(wrapwidth=110)


def texts(entry: polib.POEntry) -> list[str]:
    """Return the translations of an entry: one, or one for each plural form."""
    if entry.msgid_plural:
        return [entry.msgstr_plural.get(0, ""), entry.msgstr_plural.get(1, "")]
    return [entry.msgstr]


def put(entry: polib.POEntry, values: list[str]) -> None:
    values = [BOUND.sub("\u00a0", value) for value in values]
    if entry.msgid_plural:
        entry.msgstr_plural = {0: values[0], 1: values[-1]}
    else:
        entry.msgstr = values[-1]


def merge(plugin: str, given: dict[str, list[str]], prune: bool = False) -> polib.POFile:
    """Return the catalogue that code, former catalogue and ``given`` translations make together.

    A translation whose message is not in the code is kept aside (``#~``): someone may be about to use it.
    """
    known = {entry.msgid: texts(entry) for entry in load(plugin)} | given
    messages = extract(plugin)
    po = polib.POFile(wrapwidth=110)
    po.metadata = dict(HEADER)
    for one in sorted(messages):
        entry = polib.POEntry(msgid=one, msgid_plural=messages[one])
        if PLACEHOLDER.search(one) and "%(" in one:
            entry.flags = ["python-format"]
        put(entry, known.pop(one, None) or [""])
        po.append(entry)
    for one in sorted(known):
        if not prune and any(known[one]):
            po.append(polib.POEntry(msgid=one, msgstr=known[one][-1], obsolete=True))
    return po


def complaints(plugin: str, po: polib.POFile) -> list[str]:
    """Return what is wrong with the translations: missing, or with other placeholders than the message."""
    wrong = []
    for entry in po:
        if entry.obsolete:
            continue
        if entry.fuzzy or not all(texts(entry)):
            wrong.append(f"{plugin}: no French for {entry.msgid!r}")
            continue
        if any(BOUND.search(text) for text in texts(entry)):
            wrong.append(f"{plugin}: the French for {entry.msgid!r} may break before a sign (dev/i18n)")
        allowed = set(PLACEHOLDER.findall(entry.msgid)) | set(PLACEHOLDER.findall(entry.msgid_plural))
        for text in texts(entry):
            used = set(PLACEHOLDER.findall(text))
            # French may leave a named value out ("une délibération"), not one by position, nor use one that is not given.
            lost = {name for name in allowed - used if name.startswith("%") and "(" not in name}
            if used - allowed or (lost and not entry.msgid_plural):
                wrong.append(f"{plugin}: {entry.msgid!r} has {sorted(allowed)}, its French {sorted(used)}")
    return wrong


def content(po: polib.POFile) -> dict[str, tuple[str, list[str]]]:
    """Return what a compiled catalogue must hold."""
    return {e.msgid: (e.msgid_plural, texts(e)) for e in po if not e.obsolete and all(texts(e))}


@contextmanager
def locked(plugin: str) -> Iterator[None]:
    path = ROOT / "dev" / "state" / f"i18n-{plugin}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def update(plugin: str, given: dict[str, list[str]], prune: bool = False) -> list[str]:
    """Write the catalogue and its compiled form; return what is wrong with it."""
    with locked(plugin):
        po = merge(plugin, given, prune)
        if not len(po):
            return []
        path = po_path(plugin)
        path.parent.mkdir(parents=True, exist_ok=True)
        po.save(str(path))
        po.save_as_mofile(str(path.with_suffix(".mo")))
        return complaints(plugin, po)


def check(plugin: str) -> list[str]:
    """Return what is wrong with the catalogue as it lies there."""
    messages, po, mo = extract(plugin), load(plugin), po_path(plugin).with_suffix(".mo")
    active = {entry.msgid for entry in po if not entry.obsolete}
    wrong = [f"{plugin}: not in the catalogue: {one!r}" for one in sorted(messages.keys() - active)]
    wrong += [f"{plugin}: no longer in the code: {one!r}" for one in sorted(active - messages.keys())]
    wrong += [f"{plugin}: kept aside, but used nowhere: {e.msgid!r} (dev/i18n --prune)" for e in po if e.obsolete]
    wrong += complaints(plugin, po)
    if active and (not mo.exists() or content(polib.mofile(str(mo))) != content(po)):
        wrong.append(f"{plugin}: {mo.name} was not compiled from {mo.stem}.po (dev/i18n)")
    return wrong


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["add"] and len(arguments) == 3 and arguments[1] in PLUGINS:
        given = json.loads(Path(arguments[2]).read_text())
        values = {one: list(value) if isinstance(value, list) else [value] for one, value in given.items()}
        wrong = update(arguments[1], values)
        print(f"{arguments[1]}: {len(values)} translations merged, {len(wrong)} messages still to do")
        return 0
    if arguments not in ([], ["--check"], ["--prune"]):
        print("usage: dev/i18n [--check | --prune | add PLUGIN FILE.json]", file=sys.stderr)
        return 2
    wrong = []
    for plugin in PLUGINS:
        wrong += check(plugin) if arguments == ["--check"] else update(plugin, {}, prune=arguments == ["--prune"])
    print("\n".join(wrong) or "The French catalogues are complete.")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
