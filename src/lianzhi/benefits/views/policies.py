"""The catalogue of policies in plain words: who gets what, by what, how it is decided, and what nobody has verified."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from lianzhi.benefits import books
from lianzhi.benefits.access import SEE
from lianzhi.benefits.queries.catalogue import levels, page_of
from lianzhi.foundation.access import api as access


@access.staff(SEE)
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    book = books.library().on(_today())
    groups: dict[str, list[object]] = {}
    for bound in book.policies:
        groups.setdefault(bound.policy.group, []).append(bound)
    context = {
        "groups": groups,
        "count": len(book.policies),
        "unverified": sum(not b.payable for b in book.policies),
    }
    return render(request, "benefits/policies.html", context)


@access.staff(SEE)
@require_GET
def policy(request: HttpRequest, policy: str) -> HttpResponse:
    bound = page_of(policy, _today())
    if bound is None:
        raise Http404
    return render(
        request,
        "benefits/policy.html",
        {"bound": bound, "it": bound.policy, "levels": levels(bound.policy, _today())},
    )


def _today() -> date:
    return timezone.localdate()
