"""Take a list out as a file: a page that says what will be in it, then the file."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Response, abort, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from donations.core import clock
from donations.core.database import transaction
from donations.reporting.export.columns import COLUMNS, Names
from donations.reporting.export.csv_file import csv_chunks
from donations.reporting.export.rows import Export
from donations.reporting.export.xlsx_file import write_xlsx
from donations.search.totals import slow_totals
from donations.staff.permissions import Permission
from donations.staff.record_audit import Act, record_audit
from donations.web.filters import in_language
from donations.web.staff.blueprint import blueprint
from donations.web.staff.donations.list_query import ListPage, read_list
from donations.web.staff.guard import current_staff, needs
from donations.web.staff.labels import donations as words

_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
_PARTS = {"amount": ("amount", "currency"), "status": ("status", "refunded", "disputed")}
_PIECE = 64 * 1024


@blueprint.get("/donations/export")
@needs(Permission.EXPORT, fresh=True)
def export_donations() -> ResponseReturnValue:
    """How many there are and what they add up to, before anything leaves the house."""
    listed = _readable(read_list())
    totals = slow_totals(listed.query.filter, listed.choices.zone)
    return render_template(
        "staff/donations_export.html",
        listed=listed,
        pairs=[*listed.query.given, *(("column", name) for name in listed.columns)],
        totals=totals,
        count=format_decimal(totals.donations),
    )


@blueprint.post("/donations/export")
@needs(Permission.EXPORT, fresh=True)
def export_file() -> ResponseReturnValue:
    """The file; that it was taken, and with which filters, is in the trail before its first row leaves."""
    kind = request.form.get("format", "")
    listed = _readable(read_list(request.form))
    if kind not in _TYPES:
        abort(400)
    columns = list(COLUMNS) if request.form.get("which") == "all" else ["reference", *_exported(listed)]
    with transaction():
        after = {"format": kind, "filter": dict(listed.query.given), "columns": columns}
        record_audit(Act("donations.exported", "export", by=current_staff().id, after=after))
    export = Export(listed.query, _names(listed), columns)
    pieces = csv_chunks(export, words.file_labels()) if kind == "csv" else _xlsx(export)
    day = clock.local_date(clock.now(), listed.choices.zone)
    answer = Response(stream_with_context(pieces), content_type=_TYPES[kind])
    answer.headers["Content-Disposition"] = f'attachment; filename="donations-{day:%Y-%m-%d}.{kind}"'
    return answer


def _readable(listed: ListPage) -> ListPage:
    if listed.query.problems:
        abort(400)
    return listed


def _exported(listed: ListPage) -> list[str]:
    """The columns on the screen; what stands in one cell there has a column for each fact."""
    chosen = ["name", *(name for name in listed.columns if name != "name")]
    return list(dict.fromkeys(part for name in chosen for part in _PARTS.get(name, (name,))))


def _names(listed: ListPage) -> Names:
    return Names(
        funds={fund.id: in_language(fund.name) for fund in listed.choices.funds},
        campaigns={campaign.id: in_language(campaign.name) for campaign in listed.choices.campaigns},
        words=words.file_words(),
        zone=ZoneInfo(listed.choices.zone),
    )


def _xlsx(export: Export) -> Iterator[bytes]:
    labels = words.file_labels()
    with tempfile.TemporaryDirectory(prefix="donations-export-") as folder:
        path = Path(folder) / "donations.xlsx"
        write_xlsx(export, labels, path)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
