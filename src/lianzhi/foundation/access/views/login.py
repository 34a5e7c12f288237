"""Log in, log out. The page works without scripts."""

from django.contrib.auth import login as begin_session
from django.contrib.auth import logout as end_session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from lianzhi.foundation.access import logins
from lianzhi.foundation.access.demo import demo_accounts
from lianzhi.foundation.access.forms import LoginForm
from lianzhi.foundation.access.guards import public
from lianzhi.foundation.access.homes import home_of
from lianzhi.foundation.access.models import User
from lianzhi.foundation.access.sessions import address_of, staff_actor
from lianzhi.kernel.errors import Refused


@public
@never_cache
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    form = LoginForm(request.POST or None)
    user = _proved(request, form)
    if user is not None:
        return redirect(_wanted(request) or home_of(staff_actor(user)))
    context = {"form": form, "next": _wanted(request), "accounts": demo_accounts()}
    return render(request, "access/login.html", context, status=422 if form.errors else 200)


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        logins.log_out(request.user)
    end_session(request)
    return redirect("home")


def _proved(request: HttpRequest, form: LoginForm) -> User | None:
    """The person who is logged in now; None while the page has to be shown."""
    if request.method != "POST":
        return request.user if isinstance(request.user, User) else None
    if not form.is_valid():
        return None
    try:
        user = logins.prove_staff(**form.cleaned_data, address=address_of(request))
    except Refused as refused:
        form.add_error(refused.field, " ".join(refused.told(gettext, get_language() or "")))
        return None
    begin_session(request, user)
    return user


def _wanted(request: HttpRequest) -> str:
    """The page of this site that asked for the login, if one did."""
    to = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return to if safe else ""
