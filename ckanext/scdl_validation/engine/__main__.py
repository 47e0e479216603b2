"""``python -m ckanext.scdl_validation.engine FILE --schema PATH_OR_NAME[@VERSION]``.

Exit status: 0 valid (repairs included), 1 not valid, 2 unreadable or wrong usage.
"""
from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from typing import NoReturn

from .catalogue import find_descriptor
from .checking import MAX_ERRORS, check
from .errors import DescriptorError
from .messages import CODE_TITLES
from .rendering import VERDICTS
from .report import UNREADABLE, Report

OK, NOT_VALID, WRONG = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    """Speaks French, and answers wrong usage with status 2."""

    def error(self, message: str) -> NoReturn:
        if "--json" in sys.argv:
            print(Report(verdict=UNREADABLE, message=f"Commande incomplète ou mal écrite : {message}").to_json())
        self.print_usage(sys.stderr)
        self.exit(WRONG, f"Commande incomplète ou mal écrite : {message}\n")


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m ckanext.scdl_validation.engine",
                     description="Vérifie un tableau (CSV, XLSX, ODS) contre un schéma Table Schema.")
    parser.add_argument("file", metavar="FILE", help="le tableau ; « - » lit l'entrée standard")
    parser.add_argument("--schema", required=True, metavar="PATH_OR_NAME[@VERSION]",
                        help="un fichier Table Schema, ou un schéma du catalogue (scdl/deliberations@2.1.5)")
    parser.add_argument("--strict", action="store_true", help="ne rien corriger, juger à la lettre de Table Schema")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="rapport en JSON")
    form.add_argument("--html", action="store_true", help="rapport en page HTML")
    parser.add_argument("--max-errors", type=_count, default=MAX_ERRORS, metavar="N",
                        help="nombre d'erreurs détaillées, 0 pour aucune (toutes sont comptées)")
    parser.add_argument("--sheet", help="feuille du classeur, par son nom")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    source = sys.stdin.buffer if options.file == "-" else options.file
    try:
        report = check(source, find_descriptor(options.schema), strict=options.strict, max_errors=options.max_errors,
                       sheet=options.sheet)
    except DescriptorError as error:
        report = Report(verdict=UNREADABLE, schema=options.schema, message=error.message)
    text = report.to_json() if options.json else report.to_html() if options.html else _plain(report)
    out = io.TextIOWrapper(sys.stdout.buffer, "utf-8", errors="backslashreplace", write_through=True)
    out.write(text + "\n")
    out.detach()
    if report.verdict == UNREADABLE:
        return WRONG
    return OK if report.valid else NOT_VALID


def _plain(report: Report) -> str:
    lines = [f"{VERDICTS[report.verdict]}. {report.message}"]
    for error in report.errors:
        where = f"ligne {error.row}" if error.row else "fichier"
        column = f", {error.column}" if error.column else ""
        end = f" Proposition : {error.suggestion}" if error.suggestion else ""
        lines.append(f"  {where}{column} : {error.message}{end} [{CODE_TITLES.get(error.code, error.code)}]")
    lines += [f"  corrigé, ligne {r.row}, {r.column} : « {r.before} » → « {r.after} »" for r in report.repairs[:20]]
    if report.repair_count > 20:
        lines.append(f"  … et {report.repair_count - 20} autres corrections")
    lines += [f"  à savoir : {w.message}" for w in report.warnings if report.verdict != UNREADABLE]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
