"""A unit's emergency orders."""

from django.urls import path

from lianzhi.command.views import orders

app_name = "orders"
urlpatterns = [
    path("", orders.mine, name="mine"),
    path("<int:order_id>/", orders.order, name="order"),
    path("<int:order_id>/take/", orders.take, name="take"),
]
