"""Opens one workbook, in a process of its own that may die of it.

Run by :mod:`.workbook` as a script: it imports nothing of the package, so that
it starts at once and a hostile file can only take down this process.

It reads a JSON request on its standard input and writes the sheet, as Arrow
columns of text, where the request says; it answers in JSON on its standard output.
"""
from __future__ import annotations

import datetime as dt
import gc
import importlib
import json
import os
import re
import sys
import types
import unicodedata

TAG = "\x01"


def fold_name(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return re.sub(r"[^a-z0-9]+", "", "".join(c for c in decomposed if not unicodedata.combining(c)).casefold())


def bound(request: dict) -> None:
    """Limits of memory and of processor time, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    memory, seconds = request["max_memory"], max(1, int(request["max_seconds"]))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def hits(rows: list, wanted: set) -> int:
    """How many expected names the best of the first rows holds."""
    return max((len({fold_name(str(cell)) for cell in row if cell not in ("", None)} & wanted) for row in rows[:30]),
               default=0)


def choose(names: list, visible: list, request: dict, first_rows) -> str:
    """The sheet asked for, else the visible one that looks most like what is expected."""
    asked = request.get("sheet")
    if isinstance(asked, int) and 1 <= asked <= len(names):
        return names[asked - 1]
    if isinstance(asked, str) and asked:
        if asked in names:
            return asked
        raise LookupError(asked)
    candidates = visible or names
    if len(candidates) == 1:
        return candidates[0]
    wanted = set(request.get("names") or ())
    best, best_score = candidates[0], (-1, -1)
    for name in candidates[:20]:
        rows = first_rows(name)
        score = (hits(rows, wanted), int(any(cell not in ("", None) for row in rows for cell in row)))
        if score > best_score:
            best, best_score = name, score
    return best


def number_text(value: float) -> str:
    """A number as the spreadsheet shows it: fifteen significant digits."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}"


def plain(value) -> str | None:
    """Text of a native value; None for an empty cell."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number_text(value) if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, dt.datetime):
        if value.time() == dt.time():
            return value.date().isoformat()
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    return str(value)


def tagged(value) -> str | None:
    """Text of a value that keeps its native type, for strict mode."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return f"{TAG}b{int(value)}"
    if isinstance(value, int):
        return f"{TAG}i{value}"
    if isinstance(value, float):
        return f"{TAG}f{value!r}"
    if isinstance(value, dt.datetime):
        return f"{TAG}D{value.isoformat()}"
    if isinstance(value, dt.date):
        return f"{TAG}d{value.isoformat()}"
    if isinstance(value, dt.time):
        return f"{TAG}t{value.isoformat()}"
    if isinstance(value, dt.timedelta):
        return f"{TAG}T{value.total_seconds()!r}"
    return str(value)


def convert(column, encode) -> tuple:
    """Arrow array of the texts of a column, and the native types that it held."""
    import pyarrow as pa

    kinds = set(map(type, column))
    natives = "".join(sorted(
        {"b" if kind is bool else "d" if issubclass(kind, dt.date) else "" for kind in kinds if kind is not str}))
    if encode is plain:
        if kinds <= {str}:
            return pa.array([value or None for value in column] if "" in column else column, pa.string()), natives
        if kinds == {float}:
            texts = [str(int(value)) if value.is_integer() and abs(value) < 1e15 else plain(value) for value in column]
            return pa.array(texts, pa.string()), natives
        if kinds <= {dt.date, str}:
            memo = {value: plain(value) for value in set(column)}
            return pa.array([memo[value] for value in column], pa.string()), natives
        if kinds <= {float, str}:
            return pa.array([
                (value or None) if value.__class__ is str else
                str(int(value)) if value.is_integer() and abs(value) < 1e15 else plain(value)
                for value in column], pa.string()), natives
    return pa.array([encode(value) for value in column], pa.string()), natives


def read_quickly(request: dict) -> tuple:
    """Rows by calamine."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    book = CalamineWorkbook.from_path(request["path"])
    pages = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet] or book.sheets_metadata
    names = [page.name for page in pages]
    visible = [page.name for page in pages if page.visible == SheetVisibleEnum.Visible]

    def first_rows(name: str) -> list:
        page = book.get_sheet_by_name(name)
        check_size(request, page.total_height, page.total_width)
        return page.to_python(skip_empty_area=False, nrows=30)

    name = choose(names, visible, request, first_rows)
    page = book.get_sheet_by_name(name)
    end = page.end or (-1, -1)
    check_size(request, end[0] + 1, end[1] + 1)
    return page.to_python(skip_empty_area=False), names, visible, name


def read_exactly(request: dict) -> tuple:
    """Rows by openpyxl, as frictionless reads them: for strict mode."""
    import openpyxl

    book = openpyxl.load_workbook(open(request["path"], "rb"), read_only=True, data_only=True)  # noqa: SIM115 - till the end
    names = [page.title for page in book.worksheets]
    name = first_or_asked(names, request)
    rows = []
    for row in book[name].iter_rows():
        rows.append([cell.value for cell in row])
        check_size(request, len(rows), len(row))
    return rows, names, names, name


def first_or_asked(names: list, request: dict) -> str:
    """The sheet asked for, else the first, as frictionless does."""
    asked = request.get("sheet")
    return names[0] if asked in (None, "") else names[asked - 1] if isinstance(asked, int) else asked


class TooBig(Exception):
    pass


def check_size(request: dict, rows: int, columns: int) -> None:
    if rows * columns > request["max_cells"]:
        raise TooBig("cells", rows, columns)
    if columns > request["max_columns"]:
        raise TooBig("columns", rows, columns)


def write(rows: list, request: dict) -> list:
    """Writes the rows as Arrow columns; the native types of each column."""
    import pyarrow as pa

    width = max(map(len, rows), default=0)
    encode = tagged if request["strict"] else plain
    arrays, natives = [], []
    widths = None
    if request["strict"]:
        widths = [len(row) for row in rows]
        rows = [row + [None] * (width - len(row)) for row in rows]
    for column in zip(*rows) if width else ():
        array, kinds = convert(column, encode)
        arrays.append(array)
        natives.append(kinds)
    names = [f"c{i}" for i in range(width)]
    if widths is not None:
        arrays.append(pa.array(widths, pa.int32()))
        names.append("width")
    table = pa.Table.from_arrays(arrays, names=names)
    with pa.OSFile(request["target"], "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=20_000)
    return natives


def load_bulk():
    """The modules beside this one, which need their package and nothing of what is above it."""
    package = types.ModuleType("scdl_reading")
    package.__path__ = [os.path.dirname(os.path.abspath(__file__))]
    sys.modules["scdl_reading"] = package
    return importlib.import_module("scdl_reading.bulk")


def read_in_bulk(request: dict) -> dict:
    """The answer for a big XLSX sheet of a familiar shape, once it is written; else only why not."""
    bulk = load_bulk()

    def check(rows: int, columns: int) -> None:
        check_size(request, rows, columns)

    try:
        if request["strict"]:
            book = bulk.Careful(request["path"], lambda names: first_or_asked(names, request), check)
            names = visible = book.names
            name = book.name
        else:
            names = list(request["parts"])
            visible = [name for name in names if name not in request["hidden"]]
            if not all(part.startswith("xl/worksheets/") for part in request["parts"].values()):
                raise bulk.Unfamiliar("sheet of another kind")
            book = bulk.Quick(request["path"], request["parts"], check)
            name = choose(names, visible, request, book.first_rows)
        rows, natives = bulk.write(book, name, request["target"])
        return {"names": names, "visible": visible, "sheet": name, "natives": natives, "rows": rows}
    except (TooBig, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - the library that comes next says what is wrong, if anything is
        return {"unfamiliar": f"{type(error).__name__}: {error}"[:300]}


def main() -> None:
    # millions of cells and no cycle: the collector would only take half of the time
    gc.disable()
    request = json.load(sys.stdin)
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    bound(request)
    try:
        answer = read_in_bulk(request) if request["bulk"] else {"unfamiliar": "small"}
        if "unfamiliar" in answer:
            exact = request["strict"] and request["kind"] == "xlsx"
            rows, names, visible, name = (read_exactly if exact else read_quickly)(request)
            natives = write(rows, request)
            answer.update(names=names, visible=visible, sheet=name, natives=natives, rows=len(rows))
    except TooBig as error:
        answer = {"error": "too-big", "what": error.args[0], "rows": error.args[1], "columns": error.args[2]}
    except (LookupError, TypeError) as error:
        answer = {"error": "no-sheet", "detail": str(error)}
    except MemoryError:
        answer = {"error": "memory"}
    except Exception as error:  # noqa: BLE001 - whatever the file provokes is told to the parent, in words
        answer = {"error": "broken", "detail": f"{type(error).__name__}: {error}"[:300]}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
