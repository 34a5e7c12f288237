"""Pages at the desk, under ``safety/``."""

from django.urls import path

from lianzhi.safety.views import cylinders, risks, suppliers

app_name = "safety"
urlpatterns = [
    path("", risks.listing, name="risks"),
    path("at/<str:code>/", risks.show, name="risk"),
    path("at/<str:code>/inspect/", risks.inspect, name="inspect"),
    path("at/<str:code>/judge/", risks.judge, name="judge"),
    path("cylinders/", cylinders.listing, name="cylinders"),
    path("cylinders/<str:cylinder>/", cylinders.show, name="cylinder"),
    path("cylinders/<str:cylinder>/step/", cylinders.step, name="step"),
    path("cylinders/<str:cylinder>/inspected/", cylinders.inspected, name="inspected"),
    path("alerts/<int:alert_id>/close/", cylinders.close, name="close_alert"),
    path("suppliers/", suppliers.listing, name="suppliers"),
    path("suppliers/<slug:supplier>/", suppliers.edit, name="supplier"),
]
