"""The town's address tagger: a file under LIANZHI_HOME/models, made by ``lianzhi address train`` or at set-up (R-074).

Until a town has trained its own, the tagger is learnt from made-up addresses: seconds, and always the same.
"""

from collections.abc import Sequence
from functools import lru_cache
from importlib.metadata import distribution
from pathlib import Path

from django.conf import settings

from lianzhi.territory.rules.addresses import general, grammar
from lianzhi.territory.rules.addresses.general import General
from lianzhi.territory.rules.addresses.normal import Address, normal, normal_all
from lianzhi.territory.rules.addresses.tagging import QUICK, THOROUGH, Element, Labelled, Tagger, train

MADE_UP = "made-up"
_COUNT, _SEED = 5000, 20201


def model_path() -> Path:
    return Path(settings.HOME) / "models" / "address.npz"


def general_chinese() -> General:
    """The network of general Chinese that learning asks. Only files of the package jieba are read: none of its code runs."""
    folder = Path(str(distribution("jieba").locate_file("jieba/lac_small")))
    return General.of({name: (folder / name).read_bytes() for name in general.FILES})


def make_up() -> Tagger:
    """A tagger for a town without labelled addresses."""
    made = list(grammar.addresses(_COUNT, seed=_SEED))
    return train(made, way=QUICK, seed=_SEED, name=MADE_UP)


def learn(addresses: Sequence[Labelled], *, quick: bool = False, seed: int = 1, name: str = "") -> Tagger:
    """A tagger of a town's own labelled addresses: in minutes, or with more mistakes in seconds."""
    if quick:
        return train(addresses, way=QUICK, seed=seed, name=name)
    return train(addresses, way=THOROUGH, seed=seed, name=name, general=general_chinese())


def ready_tagger() -> Path:
    """The model's file; it is made if there is none."""
    path = model_path()
    if not path.exists():
        make_up().save(path)
    return path


def tagger() -> Tagger:
    """The present tagger, read again when its file changes."""
    path = ready_tagger()
    return _load(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _load(path: Path, changed: int) -> Tagger:
    return Tagger.load(path)


def tag_addresses(texts: Sequence[str]) -> list[list[Element]]:
    """The elements of each text; what is too doubtful to be called one is left out (the normal forms leave out nothing)."""
    return tagger().tag_all(texts)


def normal_address(text: str) -> Address:
    """The normal form by the town's tagger. Never raises for what is written."""
    return normal(text, tagger().cut)


def normal_addresses(texts: Sequence[str]) -> list[Address]:
    return normal_all(texts, tagger().cut_all)
