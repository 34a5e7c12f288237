"""Variants of labelled addresses: as many, of known elements, and always of the same draw."""

import numpy as np

from lianzhi.territory.rules.addresses import grammar
from lianzhi.territory.rules.addresses.tokens import chunks
from lianzhi.territory.rules.addresses.variants import Variants

ADDRESSES = list(grammar.addresses(400, seed=3))


def elements(pieces, labels) -> list[tuple[str, str]]:
    return [(kind, "".join(pieces[a:b])) for a, b, kind in chunks(labels)]


def test_variants_hold_known_elements_and_some_stay_as_they_are() -> None:
    known = {each for pieces, labels in ADDRESSES for each in elements(pieces, labels)}
    made = Variants(ADDRESSES).made(np.random.default_rng(1))
    assert len(made) == len(ADDRESSES)
    assert all(len(pieces) == len(labels) and pieces for pieces, labels in made)
    assert {each for pieces, labels in made for each in elements(pieces, labels)} <= known
    same = sum(a == b for a, b in zip(made, ADDRESSES, strict=True))
    assert 0.5 * len(made) < same < 0.9 * len(made)


def test_the_same_draw_makes_the_same_and_another_one_others() -> None:
    first, again, other = (Variants(ADDRESSES).made(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_what_is_redundant_comes_from_nowhere_else_and_doubtful_rows_stay() -> None:
    two = [
        (["余", "杭", "路", "余", "杭"], ["B-road", "I-road", "I-road", "B-redundant", "I-redundant"]),
        (["桂", "路", "桂", "溪"], ["B-road", "I-road", "B-redundant", "I-redundant"]),
        (["路", "与"], ["B-road", "O"]),
    ]
    variants = Variants(two)
    for seed in range(60):
        made = variants.made(np.random.default_rng(seed))
        assert [e for k, e in elements(*made[0]) if k == "redundant"] == ["余杭"]
        assert made[2] == two[2]
