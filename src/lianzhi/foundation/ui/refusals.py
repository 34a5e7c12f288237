"""A refusal as the person gets it: translated, with the way out, in the form the page can use."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from lianzhi.kernel.errors import Refused

Result = TypeVar("Result")
AREA = "#refusals"


def words(refused: Refused) -> dict[str, str]:
    """``code``, ``message``, ``way_out``, ``field``; texts in the active language, params translated too."""
    params = {k: gettext(v) if isinstance(v, str) and v else v for k, v in refused.params.items()}
    spoken = Refused(refused.code, refused.message, way_out=refused.way_out, params=params)
    message, way_out = spoken.told(gettext, get_language() or settings.LANGUAGE_CODE)
    return {"code": refused.code, "message": message, "way_out": way_out, "field": refused.field}


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """JSON for programs, a fragment for htmx, a page for everybody else; always with the refusal's status."""
    response = _answer(request, refused)
    response["X-Refusal"] = refused.code
    return response


def _answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    said = words(refused)
    if request.headers.get("HX-Request"):
        response = render(request, "ui/refusal.html", {"refusal": said}, status=refused.status)
        response["HX-Retarget"] = AREA
        response["HX-Reswap"] = "innerHTML"
        response["HX-Reselect"] = "unset"
        return response
    if wants_json(request):
        return JsonResponse(said, status=refused.status, json_dumps_params={"ensure_ascii": False})
    return render(request, "ui/refused.html", {"refusal": said}, status=refused.status)


def wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def put(form: BaseForm, refused: Refused) -> None:
    """Show the refusal beside the field it names, or above the form."""
    said = words(refused)
    text = f"{said['message']} {said['way_out']}".strip()
    form.add_error(said["field"] if said["field"] in form.fields else None, text)


def attempt(form: BaseForm, act: Callable[[dict[str, Any]], Result]) -> Result | None:
    """Do ``act`` with the cleaned data; None when the form is unbound, wrong or was refused.

    A refusal then stands in the form, so the view shows the form again with all that was typed.
    ``act`` must return something other than None.
    """
    if not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except Refused as refused:
        put(form, refused)
        return None


def show_form(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    """The page with its form: 200 when fresh, 422 when something in it was refused."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
