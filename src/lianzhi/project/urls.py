"""Where each room is found."""

from django.urls import include, path

handler400 = "lianzhi.foundation.ui.views.bad_request"
handler403 = "lianzhi.foundation.ui.views.forbidden"
handler404 = "lianzhi.foundation.ui.views.not_found"
handler500 = "lianzhi.foundation.ui.views.server_error"

urlpatterns = [
    path("", include("lianzhi.foundation.access.urls")),
    path("r/", include("lianzhi.cases.urls.resident")),
    path("desk/", include("lianzhi.cases.urls.desk")),
    path("g/", include("lianzhi.cases.urls.grid")),
    path("cockpit/", include("lianzhi.cockpit.urls")),
    path("map/", include("lianzhi.territory.urls")),
    path("files/", include("lianzhi.foundation.files.urls")),
    path("settings/", include("lianzhi.project.administration.urls")),
    path("ui/", include("lianzhi.foundation.ui.urls")),
]
