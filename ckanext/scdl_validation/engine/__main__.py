"""``python -m ckanext.scdl_validation.engine FILE --schema PATH_OR_NAME[@VERSION]``.

Exit status: 0 valid (repairs included), 1 not valid, 2 unreadable or wrong usage.
"""
from __future__ import annotations

import argparse
import io
import re
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


_WORDS = (
    (r"the following arguments are required: (.*)", r"il manque \1."),
    (r"argument (.*?): expected one argument", r"\1 attend une valeur."),
    (r"argument (.*?): invalid .* value: (.*)", r"\1 n'accepte pas \2."),
    (r"argument (.*?): not allowed with argument (.*)", r"\1 et \2 ne vont pas ensemble."),
    (r"argument (.*?): ignored explicit argument (.*)", r"\1 ne prend pas de valeur (\2)."),
    (r"unrecognized arguments: (.*)", r"on ne connaît pas \1."),
    (r"ambiguous option: (.*?) could match (.*)", r"\1 peut vouloir dire \2."),
)


class _Parser(argparse.ArgumentParser):
    """Speaks French, and answers wrong usage with status 2, in JSON where it was asked for."""

    json = False

    def error(self, message: str) -> NoReturn:
        for pattern, words in _WORDS:
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                message = found.expand(words)
                break
        told = f"Commande incomplète ou mal écrite : {message}"
        if self.json:
            print(Report(verdict=UNREADABLE, message=told).to_json())
        self.print_usage(sys.stderr)
        self.exit(WRONG, told + "\n")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "Emploi :", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "Emploi :", 1)


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    # no table has more errors than that
    return min(number, 1 << 40)


def _parser() -> _Parser:
    parser = _Parser(prog="python -m ckanext.scdl_validation.engine",
                     description="Vérifie un tableau (CSV, XLSX, ODS) contre un schéma Table Schema.",
                     epilog="Rend 0 si le tableau est bon (corrections comprises), 1 s'il ne l'est pas, 2 s'il ne peut pas "
                            "être lu ou si la commande est mal écrite.", add_help=False)
    parser._positionals.title, parser._optionals.title = "le fichier", "les options"
    parser.add_argument("-h", "--help", action="help", help="montrer cette aide")
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
    given = sys.argv[1:] if arguments is None else list(arguments)
    parser = _parser()
    parser.json = "--json" in given
    options = parser.parse_args(given)
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
    lines = [f"{VERDICTS[report.verdict]}. {report.message}" if report.verdict == UNREADABLE else report.message]
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
