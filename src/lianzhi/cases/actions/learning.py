"""Teach the machine the town's categories.  R-114: it proposes, a person decides."""

from collections.abc import Sequence

from django.utils import timezone

from lianzhi.cases import proposals
from lianzhi.kernel import clock


def learn_categories(texts: Sequence[str], labels: Sequence[str], *, seed: int, name: str) -> float:
    """Train on labelled texts and use the model from now on; returns its macro-F1 on held-out folds."""
    from lianzhi.cases.rules.training import train  # noqa: PLC0415  only training needs scikit-learn

    model = train(list(texts), list(labels), seed=seed, name=name, day=timezone.localdate(clock.now()))
    path = proposals.model_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    model.save(path)
    return float(model.meta["macro_f1"])
