"""English that must not be read on a French page: the messages of CKAN, of its extensions and of ours."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import ckan
import polib

ROOT = Path(__file__).resolve().parents[1]
#: Single words are looked for only when no French word, name or code is written so.
WORDS = {
    "Add", "Cancel", "Dashboard", "Dataset", "Datasets", "Delete", "Deleted", "Download", "Edit", "Error", "Explore",
    "Follow", "Followers", "Groups", "Help", "Home", "Login", "Manage", "Member", "Members", "Organizations", "Other", "Preview",
    "Remove", "Resources", "Save", "Search", "Settings", "Submit", "Unfollow", "Update", "Username", "Users", "Welcome",
}


def _catalogues() -> list[Path]:
    own = ROOT.glob("ckanext/*/i18n/fr/LC_MESSAGES/*.po")
    return [Path(ckan.__file__).parent / "i18n" / "fr" / "LC_MESSAGES" / "ckan.po", *own]


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    phrases = set(WORDS)
    french = set()
    for path in _catalogues():
        for entry in polib.pofile(str(path)):
            french.update([entry.msgstr, *entry.msgstr_plural.values()])
            for message in (entry.msgid, entry.msgid_plural):
                if len(re.findall(r"[A-Za-z]{2,}", message)) >= 3 and not re.search(r"[{}<>%\n]", message):
                    phrases.add(message.strip())
    phrases -= french
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, longest_first)) + r")(?![\w-])")


def english_in(text: str) -> list[str]:
    """English messages that stand in a text, each once."""
    return sorted(set(_pattern().findall(text)))
