"""Pages and API: the WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from lianzhi.kernel import remembering

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianzhi.project.settings.base")
application = get_wsgi_application()

# Rights, units, lists and the calendar are read at every step; a change is seen here after two seconds at the latest.
remembering.live_for(2.0)
