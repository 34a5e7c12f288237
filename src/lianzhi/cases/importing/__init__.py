"""Tables of messages (CSV, xlsx) read into values. Pure of Django: takes a path, gives rows (R-091).

``read_messages`` is the way in, ``write_error_file`` the way back for what could not be taken.
"""

from lianzhi.cases.importing.columns import parse_mapping
from lianzhi.cases.importing.messages import MessageTable, Row, read_messages
from lianzhi.foundation.imports.contracts import BadRow, Problem, explain, write_error_file

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
