"""Pages of a party without an account: whoever holds the token of a request may answer it."""

from django.urls import path

from lianzhi.circles.views import phone

app_name = "party"
urlpatterns = [
    path("", phone.mine, name="mine"),
    path("<slug:secret>/", phone.ask, name="ask"),
]
