"""Rows as they cross the door."""

from lianzhi.services.contracts import SchoolView
from lianzhi.services.models import School


def school_view(row: School) -> SchoolView:
    return SchoolView(
        row.code, row.place, row.stage, row.name, row.grid_code, row.source, row.verified, row.valid_to
    )
