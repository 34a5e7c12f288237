"""Where each room is found."""

from django.urls import include, path, register_converter

from lianzhi.foundation.notify import urls as notices
from lianzhi.project import micro_grids

register_converter(micro_grids.MicroCode, "micro")

handler400 = "lianzhi.foundation.ui.views.bad_request"
handler403 = "lianzhi.foundation.ui.views.forbidden"
handler404 = "lianzhi.foundation.ui.views.not_found"
handler500 = "lianzhi.foundation.ui.views.server_error"

urlpatterns = [  # addresses are tried in this order: what programs ask a hundred times a second comes first
    path("api/v1/", include("lianzhi.exchange.urls.rest")),
    path("", include("lianzhi.foundation.access.urls")),
    path("r/register/", include("lianzhi.registry.urls.resident")),
    path("r/benefits/", include("lianzhi.benefits.urls.resident")),
    path("r/notices/", include("lianzhi.benefits.urls.public")),
    path("r/schools/", include("lianzhi.services.urls.resident")),
    path("r/circle/", include("lianzhi.circles.urls.circle")),
    path("r/p/", include("lianzhi.circles.urls.party")),
    path("r/", include("lianzhi.cases.urls.resident")),
    path("desk/statistics/", include("lianzhi.cases.urls.statistics")),
    path("desk/", include("lianzhi.cases.urls.desk")),
    path("g/notices/", include(notices.phone)),
    path("g/cylinder/", include("lianzhi.safety.urls.phone")),
    path("g/visits/", include("lianzhi.services.urls.phone")),
    path("g/orders/", include("lianzhi.command.urls.orders")),
    path("g/", include("lianzhi.cases.urls.grid")),
    path("notices/", include(notices.desk)),
    path("cockpit/", include("lianzhi.cockpit.urls")),
    path("registry/grid/<micro:code>/", micro_grids.page, name="micro_grid"),
    path("registry/", include("lianzhi.registry.urls.desk")),
    path("safety/", include("lianzhi.safety.urls.desk")),
    path("benefits/", include("lianzhi.benefits.urls.desk")),
    path("sensing/", include("lianzhi.sensing.urls.desk")),
    path("services/", include("lianzhi.services.urls.desk")),
    path("circles/", include("lianzhi.circles.urls.desk")),
    path("command/", include("lianzhi.command.urls.desk")),
    path("map/", include("lianzhi.territory.urls")),
    path("rooms/", include("lianzhi.territory.urls_rooms")),
    path("files/", include("lianzhi.foundation.files.urls")),
    path("settings/catalogues/", include("lianzhi.cases.urls.catalogues")),
    path("settings/deadlines/", include("lianzhi.cases.urls.deadlines")),
    path("settings/tables/", include("lianzhi.cases.urls.tables")),
    path("settings/forms/", include("lianzhi.foundation.forms.urls")),
    path("exports/", include("lianzhi.foundation.exports.urls")),
    path("imports/", include("lianzhi.foundation.imports.urls")),
    path("settings/", include("lianzhi.exchange.urls.settings")),
    path("settings/", include("lianzhi.project.administration.urls")),
    path("open311/", include("lianzhi.exchange.urls.open311")),
    path("ui/", include("lianzhi.foundation.ui.urls")),
]
