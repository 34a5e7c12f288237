"""Where each room is found."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language

from lianzhi.foundation.access.api import public

handler400 = "lianzhi.foundation.ui.views.bad_request"
handler403 = "lianzhi.foundation.ui.views.forbidden"
handler404 = "lianzhi.foundation.ui.views.not_found"
handler500 = "lianzhi.foundation.ui.views.server_error"

urlpatterns = [
    path("", include("lianzhi.foundation.access.urls")),
    path("language/", public(set_language), name="set_language"),
    path("r/", include("lianzhi.cases.urls.resident")),
    path("desk/", include("lianzhi.cases.urls.desk")),
    path("g/", include("lianzhi.cases.urls.grid")),
    path("cockpit/", include("lianzhi.cockpit.urls")),
    path("map/", include("lianzhi.territory.urls")),
    path("files/", include("lianzhi.foundation.files.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("ui/", include("lianzhi.foundation.ui.urls")))
