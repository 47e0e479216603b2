"""``dev/python bench/validation [--rows N] [--only WORD] [--out FOLDER]``: the engine against frictionless, in one run.

It makes its own files, runs each contestant in a process of its own, one after the other, compares what they found, prints
a table with ratios and writes ``results.md`` and ``results.json``. With ``--only XLSX``, just the measures whose title holds that
word, and nothing is written unless ``--out`` says where.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parents[1]))

from generate import deliberations  # noqa: E402

Result = dict[str, Any]


def run(name: str, path: Path, schema: Path, repeat: int = 1) -> Result:
    """One contestant on one file."""
    done = subprocess.run([sys.executable, str(HERE / "contestants.py"), name, str(path), str(schema), str(repeat)],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} on {path.name} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def to_xlsx(source: Path, target: Path) -> Path:
    """The same rows as a workbook, every cell a text."""
    import csv

    from ckanext.scdl_validation.engine.writing import write_xlsx

    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        write_xlsx(target, next(rows), rows)
    return target


def plain_schema(folder: Path) -> Path:
    """The délibérations schema without the checks that frictionless does not know."""
    from ckanext.scdl_validation.engine.catalogue import find_descriptor

    descriptor = find_descriptor("scdl/deliberations")
    path = folder / "schema.json"
    path.write_text(json.dumps(descriptor), "utf-8")
    return path


Case = tuple[str, Callable[[], Path], tuple[str, ...], int, "float | None"]


def cases(folder: Path, rows: int) -> list[Case]:
    """Title, maker of the file, contestants, repeats and the ratio aimed at of each measure."""
    fewer = min(rows, 100_000)

    def bigger() -> Path:
        big = folder / "big.csv"
        data = (big if big.exists() else deliberations(big, rows, 0.01)).read_bytes()
        path = folder / "bigger.csv"
        path.write_bytes(data + data[data.index(b"\n") + 1:])
        return path

    return [
        ("1 000 lignes, 1 % de cellules fausses, processus chaud", lambda: deliberations(folder / "small.csv", 1000, 0.01),
         ("frictionless", "strict", "default"), 5, 1.0),
        (f"{len_text(fewer)} lignes, 30 %", lambda: deliberations(folder / "dirty.csv", fewer, 0.3),
         ("frictionless", "strict", "default"), 1, 100.0),
        (f"{len_text(rows)} lignes, 1 %", lambda: deliberations(folder / "big.csv", rows, 0.01),
         ("frictionless", "strict", "default", "parse"), 1, 50.0),
        (f"{len_text(2 * rows)} lignes, 1 % (mémoire)", bigger, ("strict", "default"), 1, None),
        (f"XLSX, {len_text(fewer)} lignes, 1 %",
         lambda: to_xlsx(deliberations(folder / "medium.csv", fewer, 0.01), folder / "medium.xlsx"),
         ("frictionless", "default", "strict"), 1, 10.0),
    ]


def len_text(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def measure(rows: int, folder: Path, only: str = "") -> list[Result]:
    """The measures whose title holds ``only``, in order."""
    schema = plain_schema(folder)
    deliberations(folder / "warm.csv", 200, 0.01)
    results = []
    for title, make, names, repeat, goal in cases(folder, rows):
        if only not in title:
            continue
        path = make()
        runs: dict[str, Result] = {}
        for name in names:
            runs[name] = run(name, path, schema, repeat)
            print(f"  {title} · {name}: {runs[name]['seconds']:.2f} s", file=sys.stderr, flush=True)
        results.append({"title": title, "bytes": path.stat().st_size, "goal": goal, "runs": runs})
    return results


def table(results: list[Result]) -> str:
    """The results in Markdown."""
    lines = ["| mesure | concurrent | secondes | processeur s | fois plus rapide | mémoire Mo | erreurs | mêmes erreurs |",
             "|---|---|---:|---:|---:|---:|---:|---|"]
    for result in results:
        base = result["runs"].get("frictionless")
        for name, one in result["runs"].items():
            ratio = f"{base['seconds'] / one['seconds']:.1f}" if base and name != "parse" else ""
            same = ""
            if base and name == "strict":
                same = "oui" if one["digest"] == base["digest"] and one["count"] == base["count"] else "NON"
            count = "" if name == "parse" else len_text(one["count"])
            lines.append(f"| {result['title']} | {LABELS[name]} | {one['seconds']:.2f} | {one['cpu']:.2f} | {ratio} | "
                         f"{one['peak_mb']:.0f} | {count} | {same} |")
    return "\n".join(lines)


LABELS = {"frictionless": "frictionless 5.21", "strict": "moteur, mode strict", "default": "moteur, corrections et contrôles",
          "parse": "lecture seule (pyarrow)"}


def goals(results: list[Result]) -> str:
    """What was aimed at and what is reached, one line each."""
    lines = []
    for result in results:
        runs, goal = result["runs"], result["goal"]
        if goal is not None:
            for ours in ("strict", "default") if "XLSX" in result["title"] else ("strict",):
                ratio = runs["frictionless"]["seconds"] / runs[ours]["seconds"]
                lines.append(f"- {result['title']}, {LABELS[ours]} : visé {goal:.0f} fois, atteint {ratio:.1f} fois "
                             f"({runs['frictionless']['cpu'] / runs[ours]['cpu']:.1f} fois en temps processeur).")
        if "parse" in runs:
            lines.append(f"- Temps du mode strict rapporté à la lecture seule : {runs['strict']['seconds'] / runs['parse']['seconds']:.1f} "
                         f"(visé : 5 au plus ; en temps processeur : {runs['strict']['cpu'] / runs['parse']['cpu']:.1f}).")
        if goal is None:
            peak = max(one["peak_mb"] for one in runs.values())
            lines.append(f"- Mémoire au double de lignes : {peak:.0f} Mo (visé : 600 Mo au plus, sans croître avec le fichier).")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/validation", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the big file")
    parser.add_argument("--only", default="", metavar="WORD", help="just the measures whose title holds this")
    parser.add_argument("--out", type=Path, help="folder of results.md and results.json (default: beside this file)")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="scdl-bench-") as folder:
        results = measure(options.rows, Path(folder), options.only)
    about = (f"{datetime.now(timezone.utc):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} processeurs, "
             f"charge de la machine au départ {load:.1f}. Une seule exécution, mêmes fichiers, un processus par mesure.")
    text = f"# Vérification : le moteur et frictionless\n\n{about}\n\n{table(results)}\n\n{goals(results)}\n"
    print(text)
    if options.only and options.out is None:
        return
    out = options.out or HERE
    out.mkdir(parents=True, exist_ok=True)
    (out / "results.md").write_text(text, "utf-8")
    (out / "results.json").write_text(json.dumps({"about": about, "results": results}, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
