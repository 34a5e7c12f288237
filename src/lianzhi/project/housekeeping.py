"""What the worker does by the clock. Rooms of one floor do not know each other; here they are introduced."""

from datetime import timedelta

from lianzhi.foundation.files import api as files
from lianzhi.foundation.jobs.api import periodic
from lianzhi.foundation.notify import api as notify

periodic("files.sweep", timedelta(hours=1))(files.sweep)
periodic("notify.deliver", timedelta(seconds=2))(notify.deliver_due)
periodic("notify.forget", timedelta(hours=6))(notify.forget)
