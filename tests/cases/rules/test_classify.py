"""The classifier as the platform uses it: predict, explain, save and load."""

import subprocess
import sys
from datetime import date

import numpy as np
import pytest
from support import town_talk

from lianzhi.cases.rules import classify
from lianzhi.cases.rules.classify import Model, document
from lianzhi.cases.rules.training import train
from lianzhi.kernel.errors import BadInput


@pytest.fixture(scope="module")
def model():
    texts, labels = town_talk.reports(480)
    return train(texts, labels, seed=1, name="made up", day=date(2026, 11, 22))


def test_a_report_gets_its_category_with_confidence_and_runner_up(model):
    [prediction] = model.predict(["昨天晚上幸福小区的路灯不亮了"])
    assert prediction.label == "路灯"
    assert 1 >= prediction.confidence > prediction.runner_up_confidence >= 0
    assert prediction.runner_up != "路灯"


def test_a_batch_is_judged_like_its_single_texts(model, monkeypatch):
    texts = town_talk.reports(50, seed=9)[0] + ["", "。。。", "x" * 10_000]
    monkeypatch.setattr(classify, "BLOCK", 7)
    batch = model.probabilities(texts)
    for text, row in zip(texts, batch, strict=True):
        np.testing.assert_allclose(model.probabilities([text])[0], row, rtol=1e-4, atol=1e-7)
    np.testing.assert_allclose(batch.sum(axis=1), 1)


def test_a_nul_inside_a_text_does_not_shift_its_neighbours(model):
    before = model.predict(["路灯不亮了", "井盖不见了"])
    after = model.predict(["路灯\0不亮了", "井盖不见了"])
    assert after[1] == before[1]


def test_no_texts_give_no_predictions(model):
    assert model.predict([]) == []


@pytest.mark.parametrize("text", ["", "！！！", "ζητα λαμβδα", "123456"])
def test_a_text_the_model_cannot_know_goes_to_a_person(model, text):
    assert model.predict([text])[0].needs_person


def test_widths_signs_and_cases_do_not_change_the_judgement(model):
    one, other = model.predict(["酒吧卡拉OK半夜吵", "酒吧－卡拉ＯＫ　半夜吵"])
    assert (one.label, other.label) == ("噪音", "噪音")


def test_ranked_lists_every_label_once_with_the_prediction_first(model):
    ranked = model.ranked("电梯困人了")
    assert sorted(label for label, _ in ranked) == sorted(model.labels)
    assert ranked[0][0] == model.predict(["电梯困人了"])[0].label == "电梯"
    assert [chance for _, chance in ranked] == sorted((chance for _, chance in ranked), reverse=True)


def test_the_reasons_are_parts_of_the_text_that_speak_for_the_label(model):
    reasons = model.explain("请问小学报名什么条件，路灯也坏了")
    assert {"入学"} == {model.predict(["请问小学报名什么条件，路灯也坏了"])[0].label}
    assert reasons[0].gram in "小学报名什么条件"
    assert all(reason.gram in "请问小学报名什么条件，路灯也坏了" for reason in reasons)
    assert [r.weight for r in reasons] == sorted((r.weight for r in reasons), reverse=True)


def test_reasons_can_be_asked_for_another_label(model):
    assert model.explain("小学报名，路灯也坏了", "路灯", top=1)[0].gram in ("路灯", "灯", "路")


def test_the_weights_of_all_reasons_add_up_to_the_margin(model):
    text = "河水发黑发臭有人偷排污水"
    total = sum(reason.weight for reason in model.explain(text, "河道", top=1000))
    column = model.labels.index("河道")
    margins = model._features([text]) @ model.weights + model.bias
    assert total + float(model.bias[column]) == pytest.approx(float(margins[0, column]), abs=1e-4)


def test_a_title_counts_more_than_the_text():
    assert document("路灯", "详情").count("路灯") == classify.TITLE_WEIGHT
    assert document("路灯", "详情").endswith("详情")


def test_a_saved_model_judges_like_the_one_in_memory_and_keeps_its_origin(model, tmp_path):
    path = tmp_path / "models" / "category.npz"
    model.save(path)
    loaded = Model.load(path)
    texts = town_talk.reports(100, seed=5)[0]
    np.testing.assert_allclose(loaded.probabilities(texts), model.probabilities(texts), atol=0.01)
    assert loaded.meta == model.meta
    assert loaded.labels == model.labels
    assert path.stat().st_size < 1_000_000
    assert [each.name for each in path.parent.iterdir()] == ["category.npz"]


def test_a_model_file_holds_no_pickle(model, tmp_path):
    model.save(tmp_path / "category.npz")
    with np.load(tmp_path / "category.npz", allow_pickle=False) as file:
        assert all(file[name].dtype != object for name in file.files)


def test_a_file_that_is_no_model_is_refused_with_a_way_out(model, tmp_path):
    damaged = tmp_path / "damaged.npz"
    model.save(damaged)
    whole = damaged.read_bytes()
    pickled = tmp_path / "pickled.npz"
    np.savez(pickled, labels=np.array([{"a": 1}], dtype=object), format=np.array(classify.FORMAT))
    newer = tmp_path / "newer.npz"
    np.savez(newer, format=np.array(classify.FORMAT + 1))
    cases = {"text.npz": b"row,label\n1,2\n", "empty.npz": b"", "cut.npz": whole[: len(whole) // 2]}
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
    for name in [*cases, "pickled.npz", "newer.npz"]:
        with pytest.raises(BadInput) as refusal:
            Model.load(tmp_path / name)
        assert refusal.value.code == "classify.not_a_model"
        assert "classify train" in refusal.value.way_out


def test_inference_does_not_load_scikit_learn():
    code = "import sys; from lianzhi.cases.rules import classify, training, evaluation; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
