"""The door of the audit room: other rooms import this and ``contracts`` only. House law 5."""

from lianzhi.foundation.audit.actions import late, record
from lianzhi.foundation.audit.contracts import EntryView, Finding, Report
from lianzhi.foundation.audit.queries import links, trail
from lianzhi.foundation.audit.verification import verify

__all__ = ["EntryView", "Finding", "Report", "late", "links", "record", "trail", "verify"]
