"""The report as JSON, for other tools: what is listed is sorted, so that two reports can be compared line by line.

    subject, description    vendor (`acme`, `acme/staging`) or file, and the description that was measured
    exchanges               how many, by kind: docs, recorded, local
    cells                   how many cells there are: operation x status x media type
    index                   how many have an exchange: any, docs, recorded, local
    score                   how many score: any (docs or recorded), docs, recorded
    findings                how many errors are open, on docs and recorded
    grid[]                  call, operation, status, media, score, exchanges (names by kind), findings (by exchange)
    requests[]              the same for media types of requests
    undocumented[]          the same for statuses and media types that are not described
    unplaced[]              exchanges that call no operation: exchange, kind, findings
    fields[]                parameters (status `request`) and response headers: call, status, in, name, required,
                            present, absent
    properties[]            side, schema, path, pointer, required, nullable, present, null, absent
    options[]               values of enums and branches of unions: side, schema, path, pointer, kind, label, seen

`present`, `null`, `absent` and `seen` are counts by kind; a kind without any is left out.
"""

from collections.abc import Sequence
from typing import Any

from scripts.coverage.cells import KINDS, THEIRS, Cell
from scripts.coverage.report import Report

Tree = dict[str, Any]


def tree_of(report: Report) -> Tree:
    """Turn a report into JSON."""
    grid = report.grid
    return {
        "subject": report.subject,
        "description": report.description,
        "exchanges": dict(report.exchanges),
        "cells": len(grid.cells),
        "index": report.index,
        "score": report.score,
        "findings": report.findings,
        "grid": _cells(grid.cells),
        "requests": _cells(grid.requests),
        "undocumented": _cells(grid.undocumented),
        "unplaced": _sorted(
            {"exchange": each.name, "kind": each.kind, "findings": each.findings} for each in grid.unplaced
        ),
        "fields": _fields(report),
        "properties": _properties(report),
        "options": _options(report),
    }


def _cells(cells: Sequence[Cell]) -> list[Tree]:
    return _sorted(
        {
            "call": each.call,
            "operation": each.operation,
            "status": each.status,
            "media": each.media,
            "score": each.scores(*THEIRS),
            "exchanges": {
                kind: sorted(hit.name for hit in each.hits if hit.kind == kind) for kind in KINDS if each.has(kind)
            },
            "findings": {hit.name: hit.findings for hit in sorted(each.hits, key=lambda hit: hit.name) if hit.findings},
        }
        for each in cells
    )


def _fields(report: Report) -> list[Tree]:
    return _sorted(
        {
            "call": each.call,
            "status": each.status,
            "in": each.location,
            "name": each.name,
            "required": each.required,
            "present": report.tally.of(each.owner, each.place),
            "absent": report.tally.of(each.owner, each.place, "absent"),
        }
        for each in report.fields
    )


def _properties(report: Report) -> list[Tree]:
    return _sorted(
        {
            "side": each.side,
            "schema": each.home,
            "path": each.path,
            "pointer": each.pointer,
            "required": each.required,
            "nullable": each.nullable,
            "present": report.tally.of(each.side, each.pointer),
            "null": report.tally.of(each.side, each.pointer, "null"),
            "absent": report.tally.of(each.side, each.pointer, "absent"),
        }
        for each in report.slots
    )


def _options(report: Report) -> list[Tree]:
    return _sorted(
        {
            "side": each.side,
            "schema": each.home,
            "path": each.path,
            "pointer": each.pointer,
            "kind": each.kind,
            "label": each.label,
            "seen": report.tally.of(each.side, each.pointer),
        }
        for each in report.options
    )


def _sorted(rows: Any) -> list[Tree]:
    """Sort rows by what tells them apart: their texts, in the order of their keys."""
    return sorted(rows, key=lambda row: [each for each in row.values() if isinstance(each, str)])
