"""The fast digest and mark of the chain are the SM3 and HMAC-SM3 of the kernel."""

import json

from hypothesis import given
from hypothesis import strategies as st

from lianzhi.foundation.audit.rules.marks import Marker, digest, encode
from lianzhi.kernel.checksums import keyed_sm3, sm3

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.integers(), st.tuples(*[TEXT] * 7))
def test_a_digest_is_sm3_over_the_json_array_of_the_fields(seq: int, texts: tuple[str, ...]) -> None:
    array = json.dumps([seq, *texts], ensure_ascii=False, separators=(",", ":")).encode()
    assert encode(seq, *texts) == array
    assert digest(seq, *texts) == sm3(array)


@given(st.binary(min_size=1, max_size=200), TEXT)
def test_a_mark_is_hmac_sm3(key: bytes, text: str) -> None:
    assert Marker(key).mark(text) == keyed_sm3(key, text.encode())
