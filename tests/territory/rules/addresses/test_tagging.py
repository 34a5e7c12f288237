"""Cutting addresses: as the files are cut, learnt the same twice, kept in a file, measured as conlleval does."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.shared_data import addresses as shared

from lianzhi.kernel.errors import BadInput
from lianzhi.territory.rules.addresses import features, grammar, labelled, recurrent
from lianzhi.territory.rules.addresses.features import Batch
from lianzhi.territory.rules.addresses.normal import normal, normal_all
from lianzhi.territory.rules.addresses.tagging import QUICK, Tagger, Way, train
from lianzhi.territory.rules.addresses.tokens import chunks, recut, spans, tokens
from lianzhi.territory.tagging import general_chinese


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return train(list(grammar.addresses(1500, seed=5)), way=QUICK, name="made-up")


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("海丰北路602号", ["海", "丰", "北", "路", "602", "号"]),
        ("Ｂ６-37号soho", ["B", "6", "-", "37", "号", "soho"]),
        ("47 - 6", ["47", "-", "6"]),
        ("１２号　", ["12", "号"]),
        ("", []),
    ],
)
def test_runs_of_digits_or_latin_are_one_token(text: str, cut: list[str]) -> None:
    assert tokens(text) == cut


@given(st.text())
def test_tokens_stand_where_they_are_said_to(text: str) -> None:
    cut = tokens(text)
    assert len(spans(text)) == len(cut)
    assert all(0 <= a < b <= len(text) for a, b in spans(text))


def test_a_token_that_a_file_joined_is_cut_anew() -> None:
    assert recut([("456-458", "B-roadno"), ("号", "I-roadno")]) == (
        ["456", "-", "458", "号"], ["B-roadno", "I-roadno", "I-roadno", "I-roadno"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["B-road", "I-road", "B-road"], [(0, 2, "road"), (2, 3, "road")]),
        (["I-road", "I-poi", "B-poi"], [(0, 1, "road"), (1, 2, "poi"), (2, 3, "poi")]),
        (["B-road", "O", "I-road"], [(0, 1, "road"), (2, 3, "road")]),
        ([], []),
    ],
)
def test_elements_are_read_as_conlleval_reads_them(
    labels: list[str], found: list[tuple[int, int, str]]
) -> None:
    assert chunks(labels) == found


def test_made_up_addresses_are_learnt(tagger: Tagger) -> None:
    total, kinds = labelled.evaluate(tagger, list(grammar.addresses(300, seed=77)))
    assert total.f1 >= 0.85
    assert sum(score.true for score in kinds) == total.true
    assert sum(score.right for score in kinds) == total.right


def test_what_is_doubtful_is_left_out_and_the_rest_stays_right_more_often(tagger: Tagger) -> None:
    some = list(grammar.addresses(300, seed=78))
    sure, whole = (labelled.evaluate(tagger, some, whole=whole)[0] for whole in (False, True))
    assert sure.proposed < whole.proposed
    assert sure.precision > whole.precision


def test_elements_stand_in_the_text_as_it_was_written(tagger: Tagger) -> None:
    text = "浙江省 桂溪路１２号荷苑小区3幢401室"
    found = tagger.cut(text)
    assert "".join(e.text for e in found).replace(" ", "") == text.replace(" ", "")
    assert all(text[e.start : e.end] == e.text for e in found + tagger.tag(text))
    assert {(e.kind, e.text) for e in found} >= {
        ("roadno", "１２号"),
        ("houseno", "3幢"),
        ("roomno", "401室"),
    }


@pytest.mark.parametrize("texts", [[], [""], ["", "桂溪路", " "], ["-"], ["路" * 900]])
def test_any_text_may_come(tagger: Tagger, texts: list[str]) -> None:
    assert len(tagger.tag_all(texts)) == len(texts)
    for text, found in zip(texts, tagger.cut_all(texts), strict=True):
        assert "".join(e.text for e in found) == "".join(tokens(text)[:400])


def test_one_address_is_cut_alone_as_among_others(tagger: Tagger) -> None:
    texts = ["".join(pieces) for pieces, _ in grammar.addresses(40, seed=9)]
    assert tagger.tag_all(texts) == [tagger.tag(text) for text in texts]


def test_many_normal_forms_are_those_of_each(tagger: Tagger) -> None:
    texts = ["", "与", *("".join(pieces) for pieces, _ in grammar.addresses(60, seed=12))]
    assert normal_all(texts, tagger.cut_all) == [normal(text, tagger.cut) for text in texts]
    assert normal_all([], tagger.cut_all) == []


def test_the_same_seed_learns_the_same_and_a_file_keeps_it(tagger: Tagger, tmp_path) -> None:
    again = train(list(grammar.addresses(1500, seed=5)), way=QUICK, name="made-up")
    assert again.to_bytes() == tagger.to_bytes()
    tagger.save(tmp_path / "models" / "address.npz")
    kept = Tagger.load(tmp_path / "models" / "address.npz")
    texts = ["".join(pieces) for pieces, _ in grammar.addresses(100, seed=10)]
    assert kept.tag_all(texts) == Tagger.load(tagger.to_bytes()).tag_all(texts)
    assert kept.meta == tagger.meta


@pytest.mark.parametrize("general", [None, "jieba"])
def test_networks_learn_too_and_a_file_keeps_them(general: str | None, monkeypatch) -> None:
    monkeypatch.setattr(recurrent, "LEAST", 300)
    way, asked = Way(True, rounds=1, models=1), general_chinese() if general else None
    learnt = train(list(grammar.addresses(200, seed=5)), way=way, name="own", general=asked)
    kept = Tagger.load(learnt.to_bytes())
    assert (kept.general is None) == (general is None)
    texts = ["".join(pieces) for pieces, _ in grammar.addresses(50, seed=10)]
    assert kept.tag_all(texts) == Tagger.load(kept.to_bytes()).tag_all(texts)
    assert labelled.evaluate(kept, list(grammar.addresses(100, seed=11)))[0].f1 >= 0.7
    assert len(kept.tag_all(["", "\U00020000路İ号", "路" * 900])) == 3


def test_some_evidence_is_the_same_as_that_of_all() -> None:
    batch = Batch([pieces for pieces, _ in grammar.addresses(20, seed=2)])
    whole = features.hashed(batch)
    assert np.array_equal(features.hashed(batch, wanted=(0, 7, 40)), whole[:, [0, 7, 40]])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no model", b"\x93NUMPY"])
def test_another_file_is_no_model(content: bytes, tmp_path) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(content)
    with pytest.raises(BadInput) as refused:
        Tagger.load(path)
    assert refused.value.code == "address.model_unreadable"


def test_labels_are_read_in_any_case_and_encoding() -> None:
    text = "\r\n路 b-subRoad\r\n602 I-SUBROAD\r\n\r\n\r\n号 O"
    assert labelled.read(text.encode("gb18030")) == [
        (["路", "602"], ["B-subroad", "I-subroad"]), (["号"], ["O"])
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("路 B-road\n号", "address.bad_line", {"number": 2}),
        ("路 B-nothing", "address.bad_line", {"number": 1}),
        ("\n\n", "address.no_labelled", {}),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str, code: str, params: dict[str, int]) -> None:
    with pytest.raises(BadInput) as refused:
        labelled.read(text.encode())
    assert refused.value.code == code
    assert refused.value.params.items() >= params.items()


def test_a_handful_of_addresses_is_too_few() -> None:
    with pytest.raises(BadInput) as refused:
        train(list(grammar.addresses(9, seed=1)))
    assert refused.value.code == "address.too_few"


@pytest.mark.shared_data
def test_raw_text_is_cut_as_the_file_is_but_for_joined_signs() -> None:
    given = [
        [line.split(" ")[0] for line in block.split("\n") if line]
        for block in shared("dev.txt").read_text("utf-8").split("\n\n")
        if block.strip()
    ]
    same = sum(tokens("".join(pieces)) == pieces for pieces in given)
    assert same / len(given) >= 0.96
    joined = sum(tokens("".join(p)) == [t for piece in p for t in tokens(piece)] for p in given)
    assert joined / len(given) >= 0.998


@pytest.mark.shared_data
def test_real_addresses_are_cut_well() -> None:
    """By what is learnt in seconds; what the networks reach takes minutes and is measured by bench/address.py."""
    learnt = train(labelled.read(shared("train.txt").read_bytes()), way=QUICK)
    held_out = labelled.read(shared("dev.txt").read_bytes())
    assert labelled.evaluate(learnt, held_out)[0].f1 >= 0.87
