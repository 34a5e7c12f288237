"""The nightly count: every check over every register, by source. One pass of a register asks all its checks at once."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import Count, F, Q, Sum

from lianzhi.registry.models import OF_KIND, Delivery, QualityCount, QualityDay, Rejected
from lianzhi.registry.quality.checks import REFUSED, Moment, book, checks, live, moment, registers
from lianzhi.registry.quality.flags import flag_all
from lianzhi.registry.rules.quality import Counted, Dimension, score


def count() -> int:
    """Count, keep the day's scores, settle the tickets. Returns how many pairs of source and register were judged."""
    from lianzhi.registry.quality.tickets import settle_all  # noqa: PLC0415  tickets count single checks themselves

    at = moment()
    with transaction.atomic():
        flag_all(at)
        found = [*(row for kind in registers() for row in _of_register(kind, at)), *_refused(at)]
        entries = {(kind, s): n for kind in registers() for s, n in _entries(kind)}
        _keep(found, entries, at)
    settle_all()
    return len(entries)


def _of_register(kind: str, at: Moment) -> Iterator[QualityCount]:
    asked = checks(kind)
    names = {f"c{index}": check for index, check in enumerate(asked.values())}
    rows = OF_KIND[kind].objects.filter(live(kind)).values("source").order_by()  # type: ignore[attr-defined]
    sums = {name: Count("pk", filter=check.fails(at)) for name, check in names.items()}
    for row in rows.annotate(n=Count("pk"), **sums):
        for name, check in names.items():
            yield QualityCount(
                source=row["source"], kind=kind, test=check.code, dimension=check.dimension, field=check.field,
                checked=row["n"], faulty=row[name],
            )  # fmt: skip


def _entries(kind: str) -> list[tuple[str, int]]:
    rows = OF_KIND[kind].objects.filter(live(kind)).values("source").order_by()  # type: ignore[attr-defined]
    return list(rows.annotate(n=Count("pk")).values_list("source", "n"))


def _refused(at: Moment) -> Iterator[QualityCount]:
    """Rows that did not come in: they count against the validity of what the source delivers."""
    since = at.today - timedelta(days=book()["refused_days"])
    rows = Delivery.objects.filter(day__gt=since, kind__in=registers()).values("source", "kind").order_by()
    for row in rows.annotate(all=Sum("rows"), bad=Sum("refused")):
        yield QualityCount(
            source=row["source"], kind=row["kind"], test=REFUSED, dimension=Dimension.VALIDITY,
            checked=row["all"], faulty=row["bad"],
        )  # fmt: skip


def _keep(found: list[QualityCount], entries: dict[tuple[str, str], int], at: Moment) -> None:
    by_pair: dict[tuple[str, str], list[Counted]] = {}
    for row in found:
        by_pair.setdefault((row.kind, row.source), []).append(Counted(row.dimension, row.checked, row.faulty))
    QualityCount.objects.all().delete()
    QualityCount.objects.bulk_create(found, batch_size=500)
    QualityDay.objects.filter(
        Q(day=at.today) | Q(day__lt=at.today - timedelta(days=book()["history_days"]))
    ).delete()
    QualityDay.objects.bulk_create(
        [
            QualityDay(
                day=at.today, source=source, kind=kind, entries=entries.get((kind, source), 0),
                score=score(counts, book()["weights"]),
            )
            for (kind, source), counts in by_pair.items()
        ],
        batch_size=500,
    )  # fmt: skip


def delivered(kind: str, source: str, rows: int, refused: list[tuple[str, str]], at: Moment) -> None:
    """Note in the transaction of a load what came, and of what was refused field and reason."""
    if kind not in registers() or not rows:
        return
    _add(Delivery, {"day": at.today, "source": source, "kind": kind}, rows=rows, refused=len(refused))
    for field, reason in set(refused):
        named = {"day": at.today, "source": source, "kind": kind, "field": field, "reason": reason[:300]}
        _add(Rejected, named, count=refused.count((field, reason)))


def _add(model: type[Delivery] | type[Rejected], named: dict[str, object], **counts: int) -> None:
    row, made = model.objects.get_or_create(**named, defaults=counts)
    if not made:
        model.objects.filter(pk=row.pk).update(**{name: F(name) + n for name, n in counts.items()})
