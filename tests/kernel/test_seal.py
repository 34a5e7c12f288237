"""Field encryption: opens where it was sealed, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhi.kernel.seal import SealBroken, Sealer

KEY, OTHER = b"k" * 16, b"o" * 16
SEALER = Sealer({1: KEY}, current=1)
PLACE = "access.resident.phone"


@given(st.text(), st.text())
def test_what_was_sealed_opens_in_its_place(text: str, context: str) -> None:
    context = context.encode(errors="replace").decode()
    assert SEALER.unseal(SEALER.seal(text, context), context) == text


@given(st.text(min_size=4))
def test_the_sealed_text_never_shows_the_text_and_never_repeats(text: str) -> None:
    one, two = SEALER.seal(text, PLACE), SEALER.seal(text, PLACE)
    assert one != two
    assert text not in one


@given(st.text(), st.text(min_size=1), st.text(min_size=1))
def test_a_sealed_text_moved_to_another_field_does_not_open(text: str, here: str, there: str) -> None:
    here, there = (place.encode(errors="replace").decode() for place in (here, there))
    if here == there:
        return
    with pytest.raises(SealBroken):
        SEALER.unseal(SEALER.seal(text, here), there)


@given(st.text(), st.data())
def test_any_altered_character_is_noticed(text: str, data: st.DataObject) -> None:
    sealed = SEALER.seal(text, PLACE)
    at = data.draw(st.integers(0, len(sealed) - 1))
    new = data.draw(st.characters(codec="ascii").filter(lambda char: char != sealed[at]))
    with pytest.raises(SealBroken):
        SEALER.unseal(sealed[:at] + new + sealed[at + 1 :], PLACE)


@given(st.text(), st.integers(min_value=1))
def test_a_sealed_text_that_was_cut_is_noticed(text: str, cut: int) -> None:
    sealed = SEALER.seal(text, PLACE)
    with pytest.raises(SealBroken):
        SEALER.unseal(sealed[: -min(cut, len(sealed))], PLACE)


@pytest.mark.parametrize(
    "text", ["", "v1", "v1.1.", "v2.1.AAAA", "13800000000", "v1.x.AAAA", "v1.1.密文", "v1.¹.AAAA"]
)
def test_what_was_never_sealed_is_refused(text: str) -> None:
    with pytest.raises(SealBroken):
        SEALER.unseal(text, PLACE)


def test_older_keys_go_on_opening_and_are_known_as_old() -> None:
    old = SEALER.seal("13800000000", PLACE)
    both = Sealer({1: KEY, 2: OTHER}, current=2)
    assert both.unseal(old, PLACE) == "13800000000"
    assert not both.is_current(old)
    new = both.seal("13800000000", PLACE)
    assert new.startswith("v1.2.")
    assert both.is_current(new)


def test_a_lost_or_another_key_does_not_open() -> None:
    sealed = Sealer({1: KEY, 2: OTHER}, current=2).seal("text", PLACE)
    for sealer in (SEALER, Sealer({2: KEY}, current=2)):
        with pytest.raises(SealBroken):
            sealer.unseal(sealed, PLACE)


def test_a_text_relabelled_with_another_key_id_does_not_open() -> None:
    sealed = Sealer({1: KEY, 2: KEY}, current=2).seal("text", PLACE)
    with pytest.raises(SealBroken):
        Sealer({1: KEY, 2: KEY}, current=2).unseal(sealed.replace("v1.2.", "v1.1."), PLACE)


@pytest.mark.parametrize(("keys", "current"), [({1: KEY}, 2), ({1: b"short"}, 1), ({0: KEY}, 0), ({}, 1)])
def test_unfit_keys_are_refused(keys: dict[int, bytes], current: int) -> None:
    with pytest.raises(ValueError, match="key"):
        Sealer(keys, current=current)
