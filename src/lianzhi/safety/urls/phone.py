"""The phone page of a grid worker, under ``g/cylinder/``."""

from django.urls import path

from lianzhi.safety.views import phone

app_name = "cylinder_phone"
urlpatterns = [
    path("", phone.check, name="check"),
    path("seen/", phone.seen, name="seen"),
]
