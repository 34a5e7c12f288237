"""Learning: honest folds, refusals, and the town's own short texts."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score
from support import town_talk

from lianzhi.cases.rules import training
from lianzhi.cases.rules.training import folds, macro_f1, train
from lianzhi.kernel.errors import BadInput


@pytest.fixture(scope="module")
def learnt():
    texts, labels = town_talk.reports(960)
    return train(texts, labels, seed=1, name="made up", day=date(2026, 11, 22))


def test_24_categories_of_short_texts_are_learnt_and_hold_on_ways_of_saying_never_seen(learnt):
    texts, labels = town_talk.reports(480, town_talk.UNSEEN_SHAPES, seed=2)
    guessed = [prediction.label for prediction in learnt.predict(texts)]
    assert np.mean([a == b for a, b in zip(guessed, labels, strict=True)]) >= 0.95


def test_a_model_says_what_it_was_trained_on(learnt):
    assert learnt.meta["name"] == "made up"
    assert learnt.meta["day"] == "2026-11-22"
    assert learnt.meta["texts"] == 960
    assert len(learnt.meta["sm3"]) == 64
    assert learnt.meta["macro_f1"] >= 0.95


def test_the_same_seed_gives_the_same_model_and_other_data_another_digest():
    texts, labels = town_talk.reports(120)
    one, same = train(texts, labels, seed=3), train(texts, labels, seed=3)
    np.testing.assert_array_equal(one.weights, same.weights)
    assert one.sharpness == same.sharpness
    assert one.meta["sm3"] != train([*texts[:-1], "别的"], labels, seed=3).meta["sm3"]


def test_two_labels_and_ten_texts_are_enough():
    texts = ["路灯不亮了", "路灯坏了", "路灯闪", "灯杆倒了", "路灯灭了"] + [
        "井盖没了",
        "井盖破了",
        "井盖响",
        "井盖翘",
        "井盖丢",
    ]
    model = train(texts, ["灯"] * 5 + ["井"] * 5, seed=0)
    assert [p.label for p in model.predict(["门口路灯", "门口井盖"])] == ["灯", "井"]


def test_a_label_too_rare_for_every_fold_is_still_learnt():
    texts, labels = town_talk.reports(240)
    model = train([*texts, "桥塌了一半", "桥面塌陷"], [*labels, "桥梁", "桥梁"], seed=0)
    assert model.predict(["桥塌了"])[0].label == "桥梁"


@pytest.mark.parametrize(
    ("texts", "labels", "code"),
    [
        ([], [], "classify.too_few"),
        (["路灯"] * 9, ["a", "b", "a", "b", "a", "b", "a", "b", "a"], "classify.too_few"),
        (["路灯"] * 20, ["a"] * 20, "classify.too_few"),
        (["路灯"] * 20, ["a"] * 10 + ["b"] * 9 + ["稀有"], "classify.rare_label"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused(texts, labels, code):
    with pytest.raises(BadInput) as refusal:
        train(texts, labels, seed=0)
    assert refusal.value.code == code
    assert refusal.value.way_out


def test_a_rare_label_is_named():
    with pytest.raises(BadInput, match="稀有"):
        train(["路灯"] * 20, ["a"] * 10 + ["b"] * 9 + ["稀有"], seed=0)


def test_texts_without_any_letter_are_refused():
    with pytest.raises(BadInput) as refusal:
        train(["。。", "！"] * 10, ["a", "b"] * 10, seed=0)
    assert refusal.value.code == "classify.no_letters"


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), min_size=60, max_size=120), st.integers(0, 9)
)
@settings(max_examples=25, deadline=None)
def test_no_group_is_torn_between_folds_and_each_text_is_held_out_once(pairs, seed):
    codes, groups = (np.array(column) for column in zip(*pairs, strict=True))
    codes[:8] = [0, 0, 1, 1, 2, 2, 3, 3]
    held = []
    for learn, held_out in folds(codes, groups, seed=seed):
        assert not set(groups[learn]) & set(groups[held_out])
        held.extend(held_out.tolist())
    assert sorted(held) == list(range(len(codes)))


def test_the_importance_of_a_fold_ignores_the_texts_held_out():
    texts, labels = town_talk.reports(120)
    names, codes = training.coded(texts, labels)
    counts = training.bucket_counts(texts)
    first = training.fit(counts[:100], codes[:100], len(names), seed=0)
    other = training.fit(
        training.bucket_counts([*texts[:100], *["完全不同"] * 20])[:100], codes[:100], len(names), seed=0
    )
    np.testing.assert_array_equal(first.importance, other.importance)
    np.testing.assert_array_equal(first.weights, other.weights)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=60))
def test_macro_f1_agrees_with_the_reference(pairs):
    true, guessed = (np.array(column) for column in zip(*pairs, strict=True))
    expected = f1_score(true, guessed, labels=[0, 1, 2], average="macro", zero_division=0)
    assert macro_f1(true, guessed, 3) == pytest.approx(expected)


def test_overconfident_margins_are_made_modest_and_timid_ones_bold():
    codes = np.array([0] * 80 + [1] * 20)
    for margin in (8.0, 0.5):
        margins = np.tile([margin, 0.0], (100, 1))
        factor = training.sharpness(margins, codes)
        assert training.probabilities_from(margins, factor)[0, 0] == pytest.approx(0.8, abs=0.01)


def test_texts_that_are_too_easy_do_not_make_the_model_sure_of_everything():
    assert training.sharpness(np.array([[1.0, -1.0], [-1.0, 1.0]]), np.array([0, 1])) <= training.SHARPEST
