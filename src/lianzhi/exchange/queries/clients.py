"""Clients as the administrator sees them."""

from lianzhi.exchange.contracts import ClientView
from lianzhi.exchange.models import ApiClient
from lianzhi.kernel.errors import N_, NotFound


def client_view(row: ApiClient) -> ClientView:
    return ClientView(
        id=row.pk,
        name=row.name,
        contact=row.contact,
        hint=row.hint,
        scopes=tuple(row.scopes),
        account=f"staff:{row.account_id}",
        account_name=f"{row.account.name}（{row.account.username}）",
        per_minute=row.per_minute,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


def clients() -> list[ClientView]:
    """Every client, those in use first."""
    rows = ApiClient.objects.select_related("account").order_by("revoked_at", "name")
    found = [client_view(row) for row in rows]
    return sorted(found, key=lambda client: (client.revoked_at is not None, client.name))


def client(client_id: int) -> ClientView:
    row = ApiClient.objects.select_related("account").filter(pk=client_id).first()
    if row is None:
        raise missing()
    return client_view(row)


def missing() -> NotFound:
    return NotFound(
        "exchange.client_missing",
        N_("There is no such client."),
        way_out=N_("Go back to the list."),
    )
