"""The door of the register: record, change, join, reveal, load; who lives, trades and is used where."""

from lianzhi.registry.actions.changing import change, change_person, check, end
from lianzhi.registry.actions.consenting import allowed, give_consent, withdraw_consent
from lianzhi.registry.actions.deciding import decide
from lianzhi.registry.actions.forgetting import forget, forget_due
from lianzhi.registry.actions.linking import end_link, link, take_away
from lianzhi.registry.actions.looking import looked
from lianzhi.registry.actions.merging import merge, undo_merge
from lianzhi.registry.actions.moving import move
from lianzhi.registry.actions.pairing import find_pairs
from lianzhi.registry.actions.recording import (
    record,
    record_certificate,
    record_enterprise,
    record_house,
    record_parcel,
    record_person,
    record_thing,
    record_venue,
    take_likely,
)
from lianzhi.registry.actions.regridding import regrid
from lianzhi.registry.actions.revealing import reveal
from lianzhi.registry.contracts import (
    CertificateView,
    Child,
    ChildMove,
    Departure,
    Dweller,
    Likely,
    Loaded,
    Payee,
    PersonLine,
    Recorded,
    RowChange,
    RowError,
)
from lianzhi.registry.importing.drafts import heads
from lianzhi.registry.importing.load import import_batch, import_rows
from lianzhi.registry.lists import columns, kinds
from lianzhi.registry.panels import Count, Matters, tells_counts, tells_matters
from lianzhi.registry.quality.counting import count as count_quality
from lianzhi.registry.quality.tickets import publish_flow
from lianzhi.registry.queries.facts import (
    RoomFacts,
    ThingFacts,
    firms_in,
    rooms_in,
    things_in,
    things_of,
    users_of,
    venues_in,
)
from lianzhi.registry.queries.living import (
    children,
    children_moves,
    departures,
    disabled,
    homes_now,
    homes_since,
    homes_with_elders,
    homes_with_permit,
    lines_of,
    rooms_ever,
    words_given,
)
from lianzhi.registry.queries.paying import payees
from lianzhi.registry.queries.record import names_of, usable_certificate
from lianzhi.registry.queries.tickets import spots

__all__ = [
    "CertificateView", "Child", "ChildMove", "Count", "Departure", "Dweller", "Likely", "Loaded", "Matters",
    "Payee", "PersonLine", "Recorded", "RoomFacts", "RowChange", "RowError", "ThingFacts", "allowed", "change",
    "change_person", "check", "children", "children_moves", "columns", "count_quality", "decide", "departures",
    "disabled", "end", "end_link", "find_pairs", "firms_in", "forget", "forget_due", "give_consent", "heads",
    "homes_now", "homes_since", "homes_with_elders", "homes_with_permit", "import_batch", "import_rows", "kinds",
    "lines_of", "link", "looked", "merge", "move", "names_of", "payees", "publish_flow", "record", "record_certificate",
    "record_enterprise", "record_house", "record_parcel", "record_person", "record_thing", "record_venue", "regrid", "reveal",
    "rooms_ever", "rooms_in", "spots", "take_away", "take_likely", "tells_counts",
    "tells_matters", "things_in", "things_of", "undo_merge", "usable_certificate", "users_of", "venues_in",
    "withdraw_consent", "words_given",
]  # fmt: skip
