"""The phone as an app: one shell for its screens, the service worker, the manifest, rounds.  R-113, field notes A5.

The shell holds nobody's data, so it may be kept by anybody's phone; what it shows comes from the phone's own store.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from lianzhi.cases.actions.patrols import keep_patrol
from lianzhi.cases.queries.patrols import own_patrols, patrol
from lianzhi.cases.rules.patrol import read
from lianzhi.cases.views.grid import precache
from lianzhi.foundation.access import api as access
from lianzhi.kernel.errors import N_, NotFound


@access.public
@require_GET
def shell(request: HttpRequest, language: str) -> HttpResponse:
    """The shell in one language, for the worker to keep; the language is the address's, not the visitor's."""
    with translation.override(language):
        return render(request, "cases/grid/shell.html")


@access.staff("cases.see")
@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/grid/shell.html")


@access.public
@never_cache
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The built worker with its plan: which files belong to this version, and the version's name."""
    script = precache.worker()
    if not script:
        raise NotFound(
            "cases.worker", N_("The app is not built."), way_out=N_("Run “npm run build” in frontend.")
        )
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@access.public
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    sizes = ((192, "any"), (512, "any"), (512, "maskable"))
    icons = [
        {"src": static(f"cases/app/icon-{size}{'-maskable' * (use == 'maskable')}.png"), "sizes": f"{size}x{size}",
         "type": "image/png", "purpose": use}
        for size, use in sizes
    ]  # fmt: skip
    said = {
        "id": "/g/", "name": gettext("Lianzhi: grid worker"), "short_name": gettext("Lianzhi"), "lang": translation.get_language(),
        "start_url": "/g/", "scope": "/g/", "display": "standalone", "orientation": "portrait",
        "background_color": "#F5F7FA", "theme_color": "#1565C0", "icons": icons,
        "shortcuts": [{"name": gettext("Report"), "url": "/g/new/"}, {"name": gettext("To be sent"), "url": "/g/queue/"}],
    }  # fmt: skip
    return JsonResponse(
        said, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )


@access.staff("cases.report")
@never_cache
def patrols(request: HttpRequest) -> JsonResponse:
    """GET: one's own rounds. POST: one round that has ended."""
    if request.method == "POST":
        return JsonResponse(patrol(keep_patrol(read(request.body), by=request.actor)), status=201)
    return JsonResponse({"rounds": own_patrols(request.actor)})
