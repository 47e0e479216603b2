"""One block of rows through the screens, the judges and the rules between columns."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from .checks.base import RowCheck
from .columns import Column, canonical_texts
from .integrity import KeyRule
from .judging import Problem, Verdict
from .limits import Clock, Limits
from .repair import Readings
from .store import FrameStore

if TYPE_CHECKING:
    from .reading import Block

ERRORS = {"row": pl.Int64, "problem": pl.Int32, "value": pl.String, "extra": pl.String}
#: doubtful cells of a block up to which a loop is quicker than a join
FEW = 2_000
REPAIRS = {"row": pl.Int64, "column": pl.Int32, "before": pl.String, "after": pl.String, "rule": pl.String}


class Pipeline:
    """Judges blocks against matched columns.

    Args:
        columns: the columns of the file, in order.
        row_checks: rules between columns, whose columns are all present.
        keys: rules on the whole table.
        strict: Table Schema to the letter.
        evidence: looks through the whole column for what settles an ambiguous reading.
        on_block: receives each block once repaired, for writing.
        limits, clock: bounds on the cells and on the time.
        refused: rules of repair not to apply.
    """

    def __init__(self, columns: list[Column], row_checks: Iterable[RowCheck], keys: list[KeyRule], *, strict: bool,
                 evidence: Callable[[Column, str], Readings] | None = None,
                 on_block: Callable[[pl.DataFrame, pl.Series], None] | None = None,
                 limits: Limits | None = None, clock: Clock | None = None, refused: Collection[str] = ()) -> None:
        self.columns = columns
        self.by_name = {column.name: column for column in columns if column.name is not None}
        self.row_checks = list(row_checks)
        self._ruled = {name for check in self.row_checks for name in check.columns}
        self.keys = keys
        self.strict = strict
        self.evidence = evidence
        self.on_block = on_block
        self.limits = limits or Limits()
        self.clock = clock or Clock(self.limits)
        self.keep_extra = strict or "extra-cells" in refused
        self.errors = FrameStore(ERRORS)
        self.repairs = FrameStore(REPAIRS)
        self.warnings = FrameStore(ERRORS)
        self.problems: list[tuple[int | None, str | None, Problem]] = []
        #: problem of a key -> its columns, and those that it refers to
        self.key_names: dict[int, tuple[list[str], list[str]]] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}
        self.counts: dict[int, int] = {}
        #: errors of the block at hand found one by one: row, problem, value
        self._loose: list[tuple[int, int, str]] = []
        self.asked: dict[tuple[int, str], list[str]] = {}
        self._row_memo: dict[int, dict[tuple, bool]] = {}
        self._settled: set[tuple[int, str]] = set()
        self._blank = pl.all_horizontal([column.empty for column in columns])
        self._screens = [(c, ~c.sure.fill_null(False)) for c in columns if c.sure is not None]
        self._required = [c.key for c, _ in self._screens if c.field is not None and c.field.required]
        self._numbers_of: dict[str, pl.Expr] = {}
        self._used: set[str] = set()
        self._row_screens = [self._row_screen(check) for check in self.row_checks]
        self.pending_blanks: list[int] = []
        self.blank_rows = 0

    # -- numbers of problems

    def number(self, position: int | None, name: str | None, problem: Problem) -> int:
        key = (position, problem.code, problem.rule, problem.check)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self.problems)
            self.problems.append((position, name, problem))
        return found

    # -- one block

    def feed(self, block: Block) -> None:
        frame, rows = block.frame, block.rows
        self._check_lengths(frame, rows)
        found: list[pl.DataFrame] = []
        # with_columns: a mask that is the same everywhere must still be as long as the rows
        masks = frame.with_columns([mask.alias(c.key) for c, mask in self._screens]) if self._screens else pl.DataFrame()
        blank = self._find_blanks(frame, masks)
        keep = None
        if blank is not None:
            keep = ~blank
            self._blanks(rows, blank, found)
        elif self.pending_blanks and frame.height:
            self._flush_blanks(found)
        repaired: list[pl.Series] = []
        unreadable: dict[str, pl.Series] = {}
        for column, _ in self._screens:
            mask = masks[column.key]
            if mask.any():
                self._judge(column, frame[column.key], rows, mask if keep is None else mask & keep, found, repaired,
                            unreadable)
        if repaired:
            frame = frame.with_columns(repaired)
        self._ragged(block, blank, found)
        self._row_rules(frame, rows, keep, unreadable, found)
        for rule in self.keys:
            self._keys(rule, frame, rows, keep)
        if found or self._loose:
            self._add(found)
        if self.on_block is not None:
            self.on_block(frame if keep is None else frame.filter(keep), rows if keep is None else rows.filter(keep))

    def _check_lengths(self, frame: pl.DataFrame, rows: pl.Series) -> None:
        longest = frame.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item() if frame.height else None
        if longest is None or longest <= self.limits.max_cell_length:
            return
        for key in frame.columns:
            lengths = frame[key].str.len_chars()
            worst = lengths.max()
            if worst is not None and worst > self.limits.max_cell_length:
                self.limits.check_cell(worst, rows[lengths.arg_max()])

    def _find_blanks(self, frame: pl.DataFrame, masks: pl.DataFrame) -> pl.Series | None:
        """True for blank rows; None when there is none."""
        maybe: pl.Series | None = None
        for key in self._required:
            # a required cell that is empty is doubtful: what is known already rules most rows out at no cost
            maybe = masks[key] if maybe is None else maybe & masks[key]
            if not maybe.any():
                return None
        if maybe is None:
            maybe = frame.select(self.columns[0].empty.fill_null(True).alias("empty"))["empty"]
        if not frame.filter(maybe).select(self._blank.any()).item():
            return None
        return frame.select(self._blank.alias("blank"))["blank"]

    def _add(self, found: list[pl.DataFrame]) -> None:
        loose, self._loose = self._loose, []
        if loose:
            loose.sort(key=itemgetter(0))
            rows, numbers, values = zip(*loose)
            found = [*found, self.frame(rows, 0, pl.Series(values, dtype=pl.String)).with_columns(
                pl.Series("problem", numbers, dtype=pl.Int32))]
        errors = found[0] if len(found) == 1 else pl.concat(found)
        if len(found) > 1 or not loose:
            errors = errors.sort("row", maintain_order=True)
        for number, count in Counter(errors["problem"].to_list()).items():
            self.counts[number] = self.counts.get(number, 0) + count
        self.errors.add(errors)

    def add_late(self, errors: pl.DataFrame) -> None:
        """Errors known only once the whole table was read."""
        if errors.height:
            self._add([errors])

    # -- blank rows

    def _blanks(self, rows: pl.Series, blank: pl.Series, found: list[pl.DataFrame]) -> None:
        numbers = rows.filter(blank).to_list()
        self.blank_rows += len(numbers)
        if self.strict:
            self._blank_errors(numbers, found)
            return
        filled = rows.filter(~blank)
        last = filled[-1] if len(filled) else None
        if last is None:
            self.pending_blanks += numbers
            return
        self._flush_blanks(found)
        inner = [number for number in numbers if number < last]
        self._blank_errors(inner, found)
        self.pending_blanks = numbers[len(inner):]

    def _flush_blanks(self, found: list[pl.DataFrame]) -> None:
        self._blank_errors(self.pending_blanks, found)
        self.pending_blanks = []

    def _blank_errors(self, numbers: list[int], found: list[pl.DataFrame]) -> None:
        if numbers:
            found.append(self.frame(numbers, self.number(None, None, Problem("blank-row", "blank-row"))))

    @staticmethod
    def frame(rows: Any, problem: int, values: Any = None, extra: Any = None) -> pl.DataFrame:
        """Errors of one kind."""
        size = len(rows)
        return pl.DataFrame({
            "row": pl.Series(rows, dtype=pl.Int64),
            "problem": pl.Series([problem], dtype=pl.Int32).new_from_index(0, size),
            "value": values if values is not None else pl.Series([""], dtype=pl.String).new_from_index(0, size),
            "extra": extra if extra is not None else pl.Series([None], dtype=pl.String).new_from_index(0, size),
        }, schema=ERRORS)

    # -- cells

    def _judge(self, column: Column, texts: pl.Series, rows: pl.Series, mask: pl.Series, found: list[pl.DataFrame],
               repaired: list[pl.Series], unreadable: dict[str, pl.Series]) -> None:
        judge = column.judge
        assert judge is not None
        doubted, places = texts.filter(mask), rows.filter(mask)
        few = len(doubted) <= FEW
        faults: list[tuple[str | None, int, str]] = []
        soft: list[tuple[str | None, int, str]] = []
        changes: list[tuple[str, str, str]] = []
        lost: list[str] = []
        distinct = dict.fromkeys(doubted.to_list()) if few else doubted.unique().to_list()
        for count, text in enumerate(distinct):
            if not count % 64:
                # a slow pattern may not hold the check past its time
                self.clock.check()
            verdict = judge.judge(text)
            if verdict.asks is not None:
                verdict = self._ask(column, text, verdict)
            if not verdict.problems and not verdict.rules:
                continue
            if verdict.unreadable and text is not None:
                lost.append(text)
            for problem in verdict.problems:
                if text is None and not self.strict:
                    # the row is too short: said once, by missing-cell
                    continue
                number = self.number(column.position, column.name, problem)
                (soft if problem.warning else faults).append((text, number, verdict.text))
            if verdict.rules and text is not None:
                changes += [(text, verdict.text, rule) for rule in verdict.rules[-1:]]
        if faults:
            if few:
                self._spread_few(doubted, places, faults)
            else:
                found.append(self._spread(doubted, places, faults))
        if lost and column.name in self._ruled:
            unreadable[column.key] = texts.is_in(pl.Series(lost, dtype=pl.String).implode())
        if soft:
            self.warnings.add(self._spread(doubted, places, soft))
        if changes:
            table = pl.DataFrame(changes, schema={"text": pl.String, "after": pl.String, "rule": pl.String}, orient="row")
            doubtful = pl.DataFrame({"row": places, "text": doubted})
            listed = doubtful.join(table, on="text", how="inner", maintain_order="left")
            self.repairs.add(listed.select(
                "row", pl.lit(column.position, dtype=pl.Int32).alias("column"),
                pl.col("text").alias("before"), "after", "rule"))
            repaired.append(texts.replace(table["text"], table["after"]).alias(column.key))

    @staticmethod
    def _spread(doubted: pl.Series, places: pl.Series, faults: list[tuple[str | None, int, str]]) -> pl.DataFrame:
        """The faults of distinct texts, at each row that holds them."""
        doubtful = pl.DataFrame({"row": places, "text": doubted})
        table = pl.DataFrame(faults, schema={"text": pl.String, "problem": pl.Int32, "value": pl.String}, orient="row")
        joined = doubtful.join(table, on="text", how="inner", nulls_equal=True)
        return joined.select("row", "problem", "value", pl.lit(None, dtype=pl.String).alias("extra"))

    def _spread_few(self, doubted: pl.Series, places: pl.Series, faults: list[tuple[str | None, int, str]]) -> None:
        """The same for a few rows, of which a join would cost more than a loop."""
        known: dict[str | None, list[tuple[int, str]]] = {}
        for text, number, value in faults:
            known.setdefault(text, []).append((number, value))
        self._loose += [(row, number, value) for row, text in zip(places.to_list(), doubted.to_list())
                        for number, value in known.get(text, ())]

    def _ask(self, column: Column, text: str | None, verdict: Verdict) -> Verdict:
        """Two readings: what the rest of the column proves decides, else the person will."""
        assert column.judge is not None and verdict.asks is not None
        key = (column.position, verdict.asks)
        if key not in self._settled and self.evidence is not None:
            self._settled.add(key)
            column.judge.readings = self.evidence(column, verdict.asks)
            column.judge.forget()
            verdict = column.judge.judge(text)
        if verdict.asks is not None:
            examples = self.asked.setdefault((column.position, verdict.asks), [])
            if len(examples) < 5 and text not in examples:
                examples.append(text or "")
        return verdict

    # -- rows of another width

    def _ragged(self, block: Block, blank: pl.Series | None, found: list[pl.DataFrame]) -> None:
        if not block.ragged:
            return
        empty = set(block.rows.filter(blank).to_list()) if blank is not None else set()
        missing: list[tuple[int, int]] = []
        extra: list[tuple[int, str]] = []
        freed: list[int] = []
        for row, width in block.ragged.items():
            if row in empty:
                continue
            missing += [(row, position) for position in range(width, len(self.columns))]
            cells = block.extra.get(row, [])
            if not self.keep_extra and not any(cell.strip() for cell in cells):
                freed += [row] if cells else []
                continue
            extra += [(row, cell) for cell in cells]
        for position in {position for _, position in missing}:
            column = self.columns[position]
            rows = [row for row, other in missing if other == position]
            found.append(self.frame(rows, self.number(position, column.name or (column.label or None),
                                                      Problem("missing-cell", "missing-cell"))))
        if extra:
            number = self.number(None, None, Problem("extra-cell", "extra-cell"))
            found.append(self.frame([row for row, _ in extra], number,
                                    pl.Series([cell for _, cell in extra], dtype=pl.String)))
        if freed:
            self.repairs.add(pl.DataFrame(
                [(row, -1, "", "", "extra-cells") for row in freed], schema=REPAIRS, orient="row"))

    # -- rules between columns

    def _row_screen(self, check: RowCheck) -> pl.Expr | None:
        columns = {name: pl.col(self.by_name[name].key) for name in check.columns}
        filled = {name: ~self.by_name[name].empty for name in check.columns}
        numbers = {}
        for name in check.columns:
            key = f"n{self.by_name[name].position}"
            numbers[name] = pl.col(key)
            plain = (columns[name].str.len_bytes() <= 15) & ~columns[name].str.starts_with("+")
            self._numbers_of[key] = pl.when(plain).then(columns[name]).cast(pl.Int64, strict=False).alias(key)
        screen = check.screen(columns, filled, numbers)
        if screen is None and check.needs_all:
            screen = ~pl.all_horizontal(list(filled.values()))
        used = set() if screen is None else set(screen.meta.root_names())
        self._numbers_of = {key: expr for key, expr in self._numbers_of.items() if key in used or key in self._used}
        self._used |= used
        return None if screen is None else ~screen.fill_null(False)

    def _row_rules(self, frame: pl.DataFrame, rows: pl.Series, keep: pl.Series | None,
                   unreadable: dict[str, pl.Series], found: list[pl.DataFrame]) -> None:
        if not self.row_checks:
            return
        screens = [screen.alias(str(i)) for i, screen in enumerate(self._row_screens) if screen is not None]
        wide = frame.with_columns(list(self._numbers_of.values())) if self._numbers_of else frame
        masks = wide.select(screens) if screens else pl.DataFrame()
        for index, check in enumerate(self.row_checks):
            mask = masks[str(index)] if str(index) in masks.columns else None
            if mask is not None and not mask.any():
                continue
            # a cell that cannot be read says nothing of the others
            drop = [unreadable[key] for key in (self.by_name[name].key for name in check.columns) if key in unreadable]
            for part in ([keep] if keep is not None else []) + [~series.fill_null(False) for series in drop]:
                mask = part if mask is None else mask & part
            self._row_check(check, mask, frame, rows, found)

    def _row_check(self, check: RowCheck, mask: pl.Series | None, frame: pl.DataFrame, rows: pl.Series,
                   found: list[pl.DataFrame]) -> None:
        keys = [self.by_name[name].key for name in check.columns]
        table = frame.select(keys).with_columns(rows.alias("row"))
        if mask is not None:
            table = table.filter(mask)
        judges = [self.by_name[name].judge for name in check.columns]
        broken: list[tuple] = []
        memo = self._row_memo.setdefault(id(check), {})
        for texts in table.select(keys).unique().iter_rows():
            answer = memo.get(texts)
            if answer is None:
                if len(memo) > 50_000:
                    memo.clear()
                answer = memo[texts] = self._breaks(check, [j.judge(t) for j, t in zip(judges, texts) if j is not None])
            if answer:
                broken.append(texts)
        if not broken:
            return
        flagged = pl.DataFrame(broken, schema=dict.fromkeys(keys, pl.String), orient="row")
        hits = table.join(flagged, on=keys, how="inner", nulls_equal=True)
        column = self.by_name[check.columns[0]]
        problem = self.number(column.position, column.name, Problem("row-constraint", check.names[0], check.declared))
        details = [json.dumps(list(texts), ensure_ascii=False) for texts in hits.select(keys).iter_rows()] \
            if self.errors.count < 100_000 else None
        found.append(self.frame(hits["row"], problem, hits[keys[0]].fill_null(""),
                                pl.Series(details, dtype=pl.String) if details else None))

    @staticmethod
    def _breaks(check: RowCheck, verdicts: list[Verdict]) -> bool:
        if any(verdict.unreadable for verdict in verdicts):
            return False
        values = [verdict.value for verdict in verdicts]
        if check.needs_all and any(value is None for value in values):
            return False
        return check.broken(values)

    # -- keys

    def _keys(self, rule: KeyRule, frame: pl.DataFrame, rows: pl.Series, keep: pl.Series | None) -> None:
        def key_of(position: int) -> pl.Series:
            return canonical_texts(self.columns[position], frame)

        if not self.strict and keep is not None:
            frame, rows = frame.filter(keep), rows.filter(keep)
        rule.add(rows, key_of)
