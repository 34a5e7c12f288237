"""/settings/clients/ and its neighbours."""

from django.urls import path

from lianzhi.exchange.views import clients, remotes, webhooks

app_name = "exchange"
urlpatterns = [
    path("clients/", clients.listing, name="clients"),
    path("clients/new/", clients.new, name="client_new"),
    path("clients/<int:client_id>/", clients.entry, name="client"),
    path("clients/<int:client_id>/limit/", clients.limit, name="client_limit"),
    path("clients/<int:client_id>/renew/", clients.renew, name="client_renew"),
    path("clients/<int:client_id>/revoke/", clients.revoke, name="client_revoke"),
    path("webhooks/", webhooks.listing, name="webhooks"),
    path("webhooks/new/", webhooks.new, name="webhook_new"),
    path("webhooks/<int:webhook_id>/", webhooks.entry, name="webhook"),
    path("webhooks/<int:webhook_id>/switch/", webhooks.switch, name="webhook_switch"),
    path("webhooks/<int:webhook_id>/remove/", webhooks.remove, name="webhook_remove"),
    path("webhooks/<int:webhook_id>/redeliver/", webhooks.redeliver, name="webhook_redeliver"),
    path("remotes/", remotes.listing, name="remotes"),
    path("remotes/new/", remotes.new, name="remote_new"),
    path("remotes/<int:remote_id>/", remotes.entry, name="remote"),
    path("remotes/<int:remote_id>/edit/", remotes.edit, name="remote_edit"),
    path("remotes/<int:remote_id>/release/<int:forward_id>/", remotes.release, name="remote_release"),
]
