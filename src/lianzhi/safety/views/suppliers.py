"""The town's list of gas suppliers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lianzhi.foundation.access import api as access
from lianzhi.foundation.ui import api as ui
from lianzhi.safety.access import SUPPLIERS
from lianzhi.safety.actions.suppliers import save_supplier
from lianzhi.safety.forms import SupplierForm
from lianzhi.safety.queries import cylinders

NEW = "new"


@access.staff(SUPPLIERS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    return render(request, "safety/suppliers.html", {"listed": cylinders.suppliers()})


@access.staff(SUPPLIERS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, supplier: str) -> HttpResponse:
    row = next((each for each in cylinders.suppliers() if each.code == supplier), None)
    if row is None and supplier != NEW:
        return redirect("safety:suppliers")
    kept = {} if row is None else {**vars(row), "also": ", ".join(row.also)}
    form = SupplierForm(request.POST if request.method == "POST" else None, initial=kept)
    if row is not None:
        form.fields["code"].disabled = True
    done = ui.attempt(
        form,
        lambda data: save_supplier(
            data["code"], name=data["name"], also=data["also"].replace("\uff0c", ",").split(","), licence=data["licence"],
            unit=data["unit"], active=data["active"], by=request.actor,  # type: ignore[attr-defined]
        ),
    )  # fmt: skip
    if done:
        messages.success(request, _("Kept."))
        return redirect("safety:suppliers")
    back = reverse("safety:suppliers")
    return ui.show_form(request, "safety/form.html", form, title=_("Supplier"), sub=supplier, back=back)
