"""The front door: what this is, and the way in for residents and for staff. Staff go straight to their work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from lianzhi.foundation.access.demo import demo_accounts
from lianzhi.foundation.access.guards import public
from lianzhi.foundation.access.homes import home_of
from lianzhi.foundation.access.models import User
from lianzhi.foundation.access.sessions import staff_actor


@public
def home(request: HttpRequest) -> HttpResponse:
    mine = home_of(staff_actor(request.user)) if isinstance(request.user, User) else "/"
    if mine != "/" and "stay" not in request.GET:
        return redirect(mine)
    return render(request, "access/home.html", {"accounts": demo_accounts()})
