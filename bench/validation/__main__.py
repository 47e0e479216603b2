"""``dev/python bench/validation [--rows N] [--out FOLDER]``: the engine against frictionless, in one run.

It makes its own files, runs each contestant in a process of its own, one after the other, compares what they found, prints
a table with ratios and writes ``results.md`` and ``results.json``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
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


def cases(folder: Path, rows: int) -> list[tuple[str, Path, tuple[str, ...], int, float | None]]:
    """Title, file, contestants, repeats and the ratio aimed at of each measure."""
    deliberations(folder / "warm.csv", 200, 0.01)
    small = deliberations(folder / "small.csv", 1000, 0.01)
    dirty = deliberations(folder / "dirty.csv", min(rows, 100_000), 0.3)
    clean = deliberations(folder / "medium.csv", min(rows, 100_000), 0.01)
    big = deliberations(folder / "big.csv", rows, 0.01)
    bigger = folder / "bigger.csv"
    with bigger.open("wb") as target:
        data = big.read_bytes()
        target.write(data)
        target.write(data[data.index(b"\n") + 1:])
    book = to_xlsx(clean, folder / "medium.xlsx")
    return [
        ("1 000 lignes, 1 % de cellules fausses, processus chaud", small, ("frictionless", "strict", "default"), 5, 1.0),
        (f"{len_text(min(rows, 100_000))} lignes, 30 %", dirty, ("frictionless", "strict", "default"), 1, 100.0),
        (f"{len_text(rows)} lignes, 1 %", big, ("frictionless", "strict", "default", "parse"), 1, 50.0),
        (f"{len_text(2 * rows)} lignes, 1 % (mémoire)", bigger, ("strict", "default"), 1, None),
        (f"XLSX, {len_text(min(rows, 100_000))} lignes, 1 %", book, ("frictionless", "default", "strict"), 1, 10.0),
    ]


def len_text(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def measure(rows: int, folder: Path) -> list[Result]:
    """All the measures, in order."""
    schema = plain_schema(folder)
    results = []
    for title, path, names, repeat, goal in cases(folder, rows):
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
            ours = "default" if "XLSX" in result["title"] else "strict"
            ratio = runs["frictionless"]["seconds"] / runs[ours]["seconds"]
            lines.append(f"- {result['title']} : visé {goal:.0f} fois, atteint {ratio:.1f} fois "
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
    parser.add_argument("--out", type=Path, default=HERE, help="folder of results.md and results.json")
    options = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="scdl-bench-") as folder:
        results = measure(options.rows, Path(folder))
    about = (f"{datetime.now(timezone.utc):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} processeurs, "
             f"charge de la machine au départ {load:.1f}. Une seule exécution, mêmes fichiers, un processus par mesure.")
    text = f"# Vérification : le moteur et frictionless\n\n{about}\n\n{table(results)}\n\n{goals(results)}\n"
    print(text)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "results.md").write_text(text, "utf-8")
    (options.out / "results.json").write_text(json.dumps({"about": about, "results": results}, indent=1, ensure_ascii=False), "utf-8")


if __name__ == "__main__":
    main()
