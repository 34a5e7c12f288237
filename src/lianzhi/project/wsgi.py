"""Pages and API: the WSGI application that granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from lianzhi.kernel import remembering

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")
application = get_wsgi_application()

# Rights, units, lists and the calendar are read at every step; a change is seen here after two seconds at the latest.
remembering.live_for(2.0)

# What is loaded now stays. The collector walked over all of it again in the middle of a page, up to 250 ms each time.
get_resolver().url_patterns  # noqa: B018  the pages' modules are read now, not by the first reader
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
