"""The machine's proposals of categories, and how sure it has to be before they count (R-114: else a person).

The model is a file under LIANZHI_HOME/models, trained by ``lianzhi classify train``. Without one there are
no proposals, and every report waits for a person's choice.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from lianzhi.cases.contracts import Proposal
from lianzhi.cases.rules.classify import REVIEW_BELOW as SURE
from lianzhi.cases.rules.classify import Model, Prediction

__all__ = ["SURE", "model", "model_path", "predict", "propose_category"]


def model_path(target: str = "category") -> Path:
    return Path(settings.HOME) / "models" / f"{target}.npz"


def model(target: str = "category") -> Model | None:
    """The present model of a target, read again when its file changes."""
    path = model_path(target)
    return _load(path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=4)
def _load(path: Path, changed: int) -> Model:
    return Model.load(path)


def predict(texts: list[str], target: str = "category") -> list[Prediction]:
    """Predictions for texts; empty when no model is trained."""
    known = model(target)
    return known.predict(texts) if known and texts else []


def propose_category(text: str, *, allowed: tuple[str, ...] = (), limit: int = 3) -> list[Proposal]:
    """The likeliest categories, best first; only ``allowed`` ones if given."""
    known = model()
    if known is None or not text.strip():
        return []
    chances = known.probabilities([text])[0].tolist()
    ranked = sorted(zip(known.labels, chances, strict=True), key=lambda pair: -pair[1])
    return [Proposal(label, chance) for label, chance in ranked if not allowed or label in allowed][:limit]
