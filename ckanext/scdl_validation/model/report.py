"""One check of one file: what was asked, how far it got, what came out."""
from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.model.types import make_uuid
from sqlalchemy.dialects.postgresql import JSONB

# A row is `proposed` when a resource names no standard and its header looks like one's.
STATES = ("queued", "running", "done", "failed", "proposed", "dismissed")
PENDING = ("queued", "running")

# Columns that plain data holds as they are.
_PLAIN = (
    *("id", "kind", "source", "size", "resource_id", "package_id", "shared", "state", "done", "total"),
    *("standard", "version", "schema_title", "options", "verdict"),
    *("rows", "error_count", "repair_count", "warning_count", "message"),
)
VERDICTS = ("valid", "repaired", "invalid", "unreadable")


def utcnow() -> datetime.datetime:
    """The time now, as CKAN stores it: UTC without a zone."""
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)


class ValidationReport(tk.BaseModel):  # type: ignore[misc, valid-type]
    """A check of an uploaded file, of an address, or of a resource."""

    __tablename__ = "scdl_validation_report"

    id = sa.Column(sa.UnicodeText, primary_key=True, default=make_uuid)
    kind = sa.Column(sa.UnicodeText, nullable=False)  # upload, url or resource
    source = sa.Column(sa.UnicodeText, nullable=False, default="")  # file name or address
    size = sa.Column(sa.BigInteger)
    sha256 = sa.Column(sa.UnicodeText)
    stored = sa.Column(sa.Boolean, nullable=False, default=False)  # whether the bytes are kept
    resource_id = sa.Column(sa.UnicodeText, index=True)
    package_id = sa.Column(sa.UnicodeText, index=True)
    user_id = sa.Column(sa.UnicodeText, index=True)  # null: a stranger
    shared = sa.Column(sa.Boolean, nullable=False, default=False)

    state = sa.Column(sa.UnicodeText, nullable=False, default="queued")
    job_id = sa.Column(sa.UnicodeText)
    done = sa.Column(sa.BigInteger, nullable=False, default=0)
    total = sa.Column(sa.BigInteger, nullable=False, default=0)

    standard = sa.Column(sa.UnicodeText)  # catalogue name, null for a schema of one's own
    version = sa.Column(sa.UnicodeText)
    schema_title = sa.Column(sa.UnicodeText, nullable=False, default="")
    descriptor = sa.Column(JSONB(none_as_null=True))  # only for a schema of one's own
    options = sa.Column(JSONB, nullable=False, default=dict)

    verdict = sa.Column(sa.UnicodeText)
    rows = sa.Column(sa.BigInteger, nullable=False, default=0)
    error_count = sa.Column(sa.BigInteger, nullable=False, default=0)
    repair_count = sa.Column(sa.BigInteger, nullable=False, default=0)
    warning_count = sa.Column(sa.BigInteger, nullable=False, default=0)
    message = sa.Column(sa.UnicodeText, nullable=False, default="")
    report = sa.Column(JSONB(none_as_null=True))

    created = sa.Column(sa.DateTime, nullable=False, default=utcnow)
    started = sa.Column(sa.DateTime)
    finished = sa.Column(sa.DateTime)

    __table_args__ = (
        sa.Index("ix_scdl_validation_report_latest", "resource_id", "created"),
        sa.Index("ix_scdl_validation_report_state", "state", "created"),
    )

    @classmethod
    def get(cls, report_id: str, lock: bool = False) -> ValidationReport | None:
        """The report called ``report_id``, or None; ``lock`` keeps it for this transaction."""
        query = model.Session.query(cls).filter(cls.id == report_id)
        if lock:
            query = query.with_for_update().populate_existing()
        return query.one_or_none()

    @classmethod
    def latest(cls, resource_ids: Iterable[str], states: Iterable[str] = STATES) -> dict[str, ValidationReport]:
        """The last report of each resource that has one, in one query.

        Args:
            resource_ids: resources to look up.
            states: only reports in one of these states.

        Returns:
            resource id -> report.
        """
        wanted = list(resource_ids)
        if not wanted:
            return {}
        query = (
            model.Session.query(cls)
            .filter(cls.resource_id.in_(wanted), cls.state.in_(list(states)))
            .order_by(cls.resource_id, cls.created.desc())
            .distinct(cls.resource_id)
        )
        return {row.resource_id: row for row in query}

    def dictize(self, full: bool = True) -> dict[str, Any]:
        """The report as plain data.

        Args:
            full: with the listed errors and repairs, and not only the counts.
        """
        result: dict[str, Any] = {name: getattr(self, name) for name in _PLAIN}
        for name in ("created", "started", "finished"):
            value = getattr(self, name)
            result[name] = value.isoformat() if value else None
        result["downloads"] = bool(self.stored or self.kind == "resource")
        if full:
            result["report"] = self.report
        return result

    # -- writing ---------------------------------------------------------------------------------------

    @classmethod
    def create(cls, **values: Any) -> ValidationReport:
        """Add a report and commit, so that a background job started right after finds it."""
        report = cls(**values)
        model.Session.add(report)
        model.Session.commit()
        return report

    @classmethod
    def take(cls, report_id: str, stale_seconds: int) -> ValidationReport | None:
        """Take a report to check it, unless another process has it or it is done.

        A report that has been running for more than ``stale_seconds`` was left by a process that died.
        """
        now = utcnow()
        stale = now - datetime.timedelta(seconds=stale_seconds)
        taken = model.Session.execute(
            sa.update(cls)
            .where(
                cls.id == report_id,
                sa.or_(cls.state == "queued", sa.and_(cls.state == "running", cls.started < stale)),
            )
            .values(state="running", started=now, done=0)
            .execution_options(synchronize_session=False)
        )
        model.Session.commit()
        if not taken.rowcount:
            return None
        model.Session.expire_all()
        return cls.get(report_id)

    def save(self, **values: Any) -> None:
        """Set some columns and commit."""
        for name, value in values.items():
            setattr(self, name, value)
        model.Session.add(self)
        model.Session.commit()

    @classmethod
    def progress(cls, report_id: str, done: int, total: int) -> None:
        """Note how far a check got, without touching anything else."""
        model.Session.execute(
            sa.update(cls)
            .where(cls.id == report_id, cls.state == "running")
            .values(done=done, total=total)
            .execution_options(synchronize_session=False)
        )
        model.Session.commit()

    @classmethod
    def delete(cls, ids: Iterable[str]) -> int:
        """Delete reports and commit; how many there were."""
        wanted = list(ids)
        if not wanted:
            return 0
        count = model.Session.query(cls).filter(cls.id.in_(wanted)).delete(synchronize_session=False)
        model.Session.commit()
        return count

    # -- looking up ------------------------------------------------------------------------------------

    @classmethod
    def search(
        cls,
        *,
        resource_id: str | None = None,
        package_id: str | None = None,
        user_id: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> tuple[int, list[ValidationReport]]:
        """Reports of a resource, of a dataset, or that a person asked for; the newest first.

        Returns:
            how many there are, and one page of them.
        """
        query = model.Session.query(cls).filter(cls.state.notin_(["proposed", "dismissed"]))
        if resource_id:
            query = query.filter(cls.resource_id == resource_id)
        elif package_id:
            query = query.filter(cls.package_id == package_id)
        else:
            query = query.filter(cls.user_id == user_id, cls.kind != "resource")
        return query.count(), query.order_by(cls.created.desc(), cls.id).limit(limit).offset(offset).all()

    @classmethod
    def waiting(cls) -> list[str]:
        """Ids of the reports that wait for a worker, the oldest first."""
        rows = model.Session.query(cls.id).filter(cls.state.in_(PENDING)).order_by(cls.created)
        return [row.id for row in rows]

    @classmethod
    def ahead(cls, report: ValidationReport, stale_seconds: int) -> int:
        """How many reports wait or run that were asked for before this one; those that a dead process left do not count."""
        stale = utcnow() - datetime.timedelta(seconds=stale_seconds)
        alive = sa.or_(cls.state == "queued", sa.and_(cls.state == "running", cls.started > stale))
        return model.Session.query(cls.id).filter(alive, cls.created < report.created).count()

    @classmethod
    def last_good(cls, resource_id: str, verdicts: Iterable[str] = ("valid", "repaired")) -> ValidationReport | None:
        """The last report whose file followed its standard and is still kept."""
        query = model.Session.query(cls).filter(
            cls.resource_id == resource_id, cls.stored.is_(True), cls.verdict.in_(list(verdicts))
        )
        return query.order_by(cls.created.desc()).first()

    @classmethod
    def with_files(cls, resource_id: str) -> list[ValidationReport]:
        """Reports of a resource whose file is kept."""
        return model.Session.query(cls).filter(cls.resource_id == resource_id, cls.stored.is_(True)).all()

    @classmethod
    def outdated(cls, resource_id: str, keep: int) -> list[ValidationReport]:
        """Reports of a resource beyond the ``keep`` newest, without the one that holds its last good file."""
        good = cls.last_good(resource_id)
        query = (
            model.Session.query(cls)
            .filter(cls.resource_id == resource_id, cls.state.in_(["done", "failed"]))
            .order_by(cls.created.desc())
            .offset(keep)
        )
        return [row for row in query if good is None or row.id != good.id]

    @classmethod
    def expired(cls, anonymous_before: datetime.datetime, files_before: datetime.datetime) -> list[ValidationReport]:
        """Reports of strangers from before one moment, and kept files of accounts from before another."""
        return (
            model.Session.query(cls)
            .filter(
                cls.kind != "resource",
                sa.or_(
                    sa.and_(cls.user_id.is_(None), cls.created < anonymous_before),
                    sa.and_(cls.user_id.isnot(None), cls.stored.is_(True), cls.created < files_before),
                ),
            )
            .limit(1000)
            .all()
        )
