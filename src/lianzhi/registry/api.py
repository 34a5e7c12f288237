"""The door of the register: record, change, join, reveal, load; who lives, trades and is used where."""

from lianzhi.registry.actions.changing import change, change_person, check, end
from lianzhi.registry.actions.consenting import allowed, give_consent, withdraw_consent
from lianzhi.registry.actions.deciding import decide
from lianzhi.registry.actions.forgetting import forget, forget_due
from lianzhi.registry.actions.linking import end_link, link
from lianzhi.registry.actions.merging import merge_persons, undo_merge
from lianzhi.registry.actions.moving import move
from lianzhi.registry.actions.pairing import find_pairs
from lianzhi.registry.actions.recording import (
    record,
    record_certificate,
    record_enterprise,
    record_house,
    record_person,
    record_thing,
    record_venue,
    take_likely,
)
from lianzhi.registry.actions.regridding import regrid
from lianzhi.registry.actions.revealing import reveal
from lianzhi.registry.contracts import (
    CertificateView,
    Likely,
    Loaded,
    PersonLine,
    Recorded,
    RowChange,
    RowError,
)
from lianzhi.registry.importing.drafts import heads
from lianzhi.registry.importing.load import import_batch, import_rows
from lianzhi.registry.lists import columns, kinds
from lianzhi.registry.panels import Matters, tells_matters
from lianzhi.registry.queries.record import usable_certificate

__all__ = [
    "CertificateView", "Likely", "Loaded", "Matters", "PersonLine", "Recorded", "RowChange", "RowError", "allowed",
    "change", "change_person", "check", "columns", "decide", "end", "end_link", "find_pairs", "forget", "forget_due",
    "give_consent", "heads", "import_batch", "import_rows", "kinds", "link", "merge_persons", "move", "record",
    "record_certificate", "record_enterprise", "record_house", "record_person", "record_thing", "record_venue", "regrid",
    "reveal", "take_likely", "tells_matters", "undo_merge", "usable_certificate", "withdraw_consent",
]  # fmt: skip
