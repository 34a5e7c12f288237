"""What the worker does by the clock. Rooms of one floor do not know each other; here they are introduced."""

from datetime import timedelta

from lianzhi.cases import api as cases
from lianzhi.foundation.events import api as events
from lianzhi.foundation.exports import api as exports
from lianzhi.foundation.files import api as files
from lianzhi.foundation.imports import api as imports
from lianzhi.foundation.jobs.api import periodic
from lianzhi.foundation.notify import api as notify
from lianzhi.territory import api as territory

periodic("cases.statistics", timedelta(seconds=30))(cases.count_moves)
periodic("cases.merge_words", timedelta(hours=24), lease=timedelta(hours=1))(cases.merge_words)
periodic("events.forget", timedelta(minutes=10))(events.forget)
periodic("files.sweep", timedelta(hours=1))(files.sweep)
periodic("files.sweep_pieces", timedelta(hours=6))(files.sweep_pieces)
periodic("cases.by_rule", timedelta(seconds=30))(cases.run_rules)
periodic("exports.revive", timedelta(minutes=1))(exports.revive)
periodic("exports.sweep", timedelta(hours=1))(exports.sweep)
periodic("imports.revive", timedelta(minutes=1))(imports.revive)
periodic("imports.sweep", timedelta(hours=1))(imports.sweep)
periodic("notify.deliver", timedelta(seconds=2))(notify.deliver_due)
periodic("notify.forget", timedelta(hours=6))(notify.forget)
periodic("notify.forget_notices", timedelta(hours=1))(notify.forget_notices)
periodic("territory.turn_over", timedelta(minutes=10))(territory.turn_over)
periodic("territory.forget_doubts", timedelta(hours=24))(territory.forget_doubts)
