"""The front door and the login, at the root of the site."""

from django.urls import include, path

from lianzhi.foundation.access.views.home import home
from lianzhi.foundation.access.views.login import login, logout

_pages = ([path("login/", login, name="login"), path("logout/", logout, name="logout")], "access")
urlpatterns = [path("", home, name="home"), path("", include(_pages))]
