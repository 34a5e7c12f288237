"""What the bank said last, its files, and what a person has to look at."""

from django.db.models import Max, QuerySet, Sum

from lianzhi.benefits.models import BankFile, BankLine, Difference
from lianzhi.benefits.rules.bank_files import PAID
from lianzhi.kernel.errors import N_, NotFound


def bank_paid() -> dict[str, int]:
    """Payment -> fen that the bank's last line says it paid; those it sent back are left out."""
    return dict(_last_words().values_list("payment", "fen"))


def bank_paid_in_all() -> int:
    return _last_words().aggregate(fen=Sum("fen"))["fen"] or 0


def _last_words() -> QuerySet:
    last = BankLine.objects.values("payment").annotate(last=Max("pk")).values("last")
    return BankLine.objects.filter(pk__in=last, outcome=PAID).order_by()


def differences(*, settled: bool = False) -> QuerySet:
    return Difference.objects.filter(settled_at__isnull=not settled).select_related("file").order_by("-pk")


def files() -> list[BankFile]:
    return list(BankFile.objects.all()[:30])


def locked_difference(difference_id: int) -> Difference:
    row = Difference.objects.select_for_update(of=("self",)).filter(pk=difference_id).first()
    if row is None:
        raise NotFound(
            "benefits.no_difference", N_("There is no such difference."), way_out=N_("Go back to the list.")
        )
    return row
