"""Tables of messages (CSV, xlsx) read into values. Pure of Django: takes a path, gives rows (R-091).

``read_messages`` is the way in, ``write_error_file`` the way back for what could not be taken.
"""

from lianzhi.cases.importing.columns import parse_mapping
from lianzhi.cases.importing.error_files import explain, write_error_file
from lianzhi.cases.importing.messages import BadRow, MessageTable, Problem, Row, read_messages

__all__ = [
    "BadRow",
    "MessageTable",
    "Problem",
    "Row",
    "explain",
    "parse_mapping",
    "read_messages",
    "write_error_file",
]
