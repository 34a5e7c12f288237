"""The door of the register: record, change, join, reveal, load; who lives, trades and is used where."""

from lianzhi.registry.actions.changing import change, change_person, check, end
from lianzhi.registry.actions.consenting import allowed, give_consent, withdraw_consent
from lianzhi.registry.actions.deciding import decide
from lianzhi.registry.actions.fact_keeping import record_facts
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
from lianzhi.registry.actions.regridding import follow_areas, regrid
from lianzhi.registry.actions.revealing import reveal
from lianzhi.registry.contracts import (
    CertificateView,
    Child,
    ChildMove,
    Departure,
    Dispute,
    Dweller,
    FactRow,
    FactsKept,
    FactView,
    Items,
    Likely,
    Loaded,
    Payee,
    PersonLine,
    PopulationColumns,
    Recorded,
    RowChange,
    RowError,
)
from lianzhi.registry.importing.drafts import heads
from lianzhi.registry.importing.load import import_batch, import_rows
from lianzhi.registry.lists import columns, kinds
from lianzhi.registry.panels import Count, Matters, tells_counts, tells_matters
from lianzhi.registry.proved import proved_codes
from lianzhi.registry.quality.counting import count as count_quality
from lianzhi.registry.quality.tickets import publish_flow
from lianzhi.registry.queries.department_facts import disputes, facts_of
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
from lianzhi.registry.queries.own import own_codes
from lianzhi.registry.queries.paying import payees, phone_of
from lianzhi.registry.queries.population import housemates, population_columns
from lianzhi.registry.queries.record import looks, names_of, usable_certificate
from lianzhi.registry.queries.tickets import spots

__all__ = [
    "CertificateView", "Child", "ChildMove", "Count", "Departure", "Dispute", "Dweller", "FactRow", "FactView",
    "FactsKept", "Items", "Likely", "Loaded", "Matters", "Payee", "PersonLine", "PopulationColumns", "Recorded",
    "RoomFacts", "RowChange", "RowError", "ThingFacts", "allowed", "change", "change_person", "check", "children",
    "children_moves", "columns", "count_quality", "decide", "departures", "disabled", "disputes", "end", "end_link",
    "facts_of", "find_pairs", "firms_in", "follow_areas", "forget", "forget_due", "give_consent", "heads", "homes_now",
    "homes_since", "homes_with_elders", "homes_with_permit", "housemates", "import_batch", "import_rows", "kinds", "lines_of",
    "link", "looked", "looks", "merge", "move", "names_of", "own_codes", "payees", "phone_of", "population_columns",
    "proved_codes", "publish_flow", "record", "record_certificate", "record_enterprise", "record_facts",
    "record_house", "record_parcel", "record_person", "record_thing", "record_venue", "regrid", "reveal",
    "rooms_ever", "rooms_in", "spots", "take_away", "take_likely", "tells_counts",
    "tells_matters", "things_in", "things_of", "undo_merge", "usable_certificate", "users_of", "venues_in",
    "withdraw_consent", "words_given",
]  # fmt: skip
