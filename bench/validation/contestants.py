"""One contestant on one file, in a process of its own: prints seconds, memory and what it found, as JSON.

``python contestants.py NAME FILE SCHEMA``
"""

from __future__ import annotations

import hashlib
import json
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
warnings.simplefilter("ignore")

Key = tuple[int | None, str | None, str]


def digest(keys: Iterable[Key]) -> str:
    """Print of a multiset of errors: the same whatever their order."""
    total = 0
    seen: dict[Key, int] = {}
    for key in keys:
        found = seen.get(key)
        if found is None:
            found = int.from_bytes(hashlib.blake2b(repr(key).encode(), digest_size=8).digest(), "big")
            if len(seen) < 200_000:
                seen[key] = found
        total = (total + found) % (1 << 64)
    return f"{total:016x}"


def frictionless(path: str, descriptor: dict[str, Any]) -> tuple[int, Callable[[], str]]:
    """frictionless, told everything that it would guess wrong, without its limit of a thousand errors."""
    from frictionless import Detector, Dialect, Resource, Schema, system

    with system.use_context(trusted=True):
        options = {"encoding": "utf-8"} if path.endswith(".csv") else {}
        resource_ = Resource(path=path, schema=Schema.from_descriptor(json.loads(json.dumps(descriptor))),
                             dialect=Dialect(header_rows=[1]), detector=Detector(schema_sync=True), **options)
        errors = [error for task in resource_.validate(limit_errors=0).tasks for error in task.errors]

    def keys() -> Iterable[Key]:
        for error in errors:
            row = getattr(error, "row_number", None)
            yield (1 if row is None and hasattr(error, "row_numbers") else row), getattr(
                error, "field_name", None) or None, error.type

    return len(errors), lambda: digest(keys())


def _engine(path: str, descriptor: dict[str, Any], strict: bool) -> tuple[int, Callable[[], str]]:
    from ckanext.scdl_validation.engine import check

    report = check(path, descriptor, strict=strict)
    return report.error_count, lambda: digest(report._spill.keys())


def strict(path: str, descriptor: dict[str, Any]) -> tuple[int, Callable[[], str]]:
    """The engine, by Table Schema to the letter."""
    return _engine(path, descriptor, True)


def default(path: str, descriptor: dict[str, Any]) -> tuple[int, Callable[[], str]]:
    """The engine as people use it: repairs, and the custom checks of the schema."""
    return _engine(path, descriptor, False)


def parse(path: str, descriptor: dict[str, Any]) -> tuple[int, Callable[[], str]]:
    """Only cutting the text into cells, with the parser that the engine uses."""
    import pyarrow as pa
    import pyarrow.csv as pc

    names = [f"c{i}" for i in range(len(descriptor["fields"]))]
    reader = pc.open_csv(
        path, read_options=pc.ReadOptions(column_names=names, block_size=4 << 20, use_threads=False),
        parse_options=pc.ParseOptions(newlines_in_values=True, ignore_empty_lines=False,
                                      invalid_row_handler=lambda row: "skip"),
        convert_options=pc.ConvertOptions(column_types={name: pa.string() for name in names}, strings_can_be_null=False))
    rows = sum(batch.num_rows for batch in reader)
    return rows, lambda: ""


CONTESTANTS = {"frictionless": frictionless, "strict": strict, "default": default, "parse": parse}


def main(name: str, path: str, schema: str, repeat: int) -> dict[str, Any]:
    """Warm up on a small file, then measure the best of ``repeat`` runs."""
    contestant = CONTESTANTS[name]
    descriptor = json.loads(Path(schema).read_text("utf-8"))
    warm = Path(path).with_name("warm.csv")
    contestant(str(warm), descriptor)
    best: dict[str, Any] = {}
    for _ in range(repeat):
        wall, cpu = time.perf_counter(), _cpu()
        count, print_of = contestant(path, descriptor)
        run = {"seconds": time.perf_counter() - wall, "cpu": _cpu() - cpu, "count": count}
        if not best or run["cpu"] < best["cpu"]:
            best = run
    best["peak_mb"] = _peak() / 1024
    best["digest"] = print_of()
    return best


def _peak() -> int:
    """Largest resident memory of this process in kB. ``ru_maxrss`` would count the parent's at the moment of the fork."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def _cpu() -> float:
    """Processor time of this process and of the children that it waited for."""
    times = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(item.ru_utime + item.ru_stime for item in times)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))))
