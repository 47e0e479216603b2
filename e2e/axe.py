"""What a page must satisfy, whoever wrote it: measured in the browser, told in one line each."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

_MEASURE = """() => ({
  h1: [...document.querySelectorAll('h1')].map(e => e.innerText.trim()),
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  lang: document.documentElement.lang,
  title: document.title,
  main: document.querySelectorAll('main, [role=main]').length,
})"""
_SAID = """() => [document.body.innerText, ...[...document.querySelectorAll('[placeholder],[aria-label],[alt],[title]')]
  .flatMap(e => ['placeholder', 'aria-label', 'alt', 'title'].map(name => e.getAttribute(name) || ''))].join('\\n')"""


@lru_cache(maxsize=1)
def _script() -> str:
    folder = Path(axe_playwright_python.__file__).parent
    return next(folder.rglob("axe.min.js")).read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Violations that axe finds on the page as it is now, best practices included."""
    page.evaluate(f"window.axe || (() => {{ {_script()} }})()")
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"axe {v['id']} ×{len(v['nodes'])}: {v['nodes'][0]['html'][:160]}" for v in found]


def faults(page: Page) -> list[str]:
    """What is wrong with the page at its present width: axe's violations, titles, language, sideways scroll."""
    seen = page.evaluate(_MEASURE)
    wrong = []
    if len(seen["h1"]) != 1 or not seen["h1"][0]:
        wrong.append(f"not one h1: {json.dumps(seen['h1'], ensure_ascii=False)}")
    if seen["wide"] > 0:
        wrong.append(f"scrolls sideways by {seen['wide']} px")
    if seen["lang"] != "fr":
        wrong.append(f"lang is {seen['lang']!r}")
    if not seen["title"].strip():
        wrong.append("no title")
    if seen["main"] != 1:
        wrong.append(f"{seen['main']} main landmarks")
    return wrong + violations(page)


def said(page: Page) -> str:
    """All that the page says: its text, and what a screen reader or an empty field adds."""
    return page.evaluate(_SAID)
