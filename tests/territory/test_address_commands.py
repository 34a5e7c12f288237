"""`lianzhi address`: learn from a file, measure, show; without a file from made-up addresses."""

import pytest
from click.testing import CliRunner

from lianzhi.territory import api as territory
from lianzhi.territory import tagging
from lianzhi.territory.cli_addresses import address
from lianzhi.territory.rules.addresses import grammar


@pytest.fixture(autouse=True)
def home(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr(tagging, "_COUNT", 600)
    return tmp_path


@pytest.fixture
def file(tmp_path):
    lines = []
    for pieces, labels in grammar.addresses(400, seed=3):
        lines += [f"{piece} {label}" for piece, label in zip(pieces, labels, strict=True)] + [""]
    path = tmp_path / "own.txt"
    path.write_text("\n".join(lines), "utf-8")
    return path


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(address, [str(word) for word in words])
    return done.exit_code, done.output


def test_a_town_learns_from_its_own_addresses_and_measures(file, home) -> None:
    code, said = run("train", file, "--quick", "--language", "en")
    assert (code, said) == (0, f"Trained on 400 addresses. Kept as {home / 'models/address.npz'}.\n")
    code, said = run("evaluate", file, "--language", "en")
    assert code == 0
    assert said.startswith("Model own.txt, learnt from 400 addresses; measured on 400.\nall ")
    assert float(said.splitlines()[1].split("F1")[1].split()[0]) > 0.9
    assert "redundant" in said


def test_a_model_may_go_elsewhere_and_is_named(file, home) -> None:
    assert run("train", file, "--quick", "--out", home / "other.npz")[0] == 0
    assert not (home / "models").exists()
    code, said = run("normal", "--model", home / "other.npz", "桂溪路12号荷苑小区3栋2单元401室")
    assert code == 0
    elements, form = said.splitlines()
    assert "roadno:12号 " in elements
    assert "3幢2单元401室" in form


def test_without_a_file_the_shipped_one_is_made_once(home) -> None:
    assert run("train")[0] == 0
    made = (home / "models/address.npz").stat().st_mtime_ns
    assert territory.ready_tagger().stat().st_mtime_ns == made
    (elements,) = territory.tag_addresses(["桂溪路12号荷苑小区3栋401室"])
    assert ("roadno", "12号") in {(element.kind, element.text) for element in elements}
    assert territory.normal_address("桂溪路12号").number == "12号"


def test_the_tagger_is_there_before_any_command(home) -> None:
    assert not (home / "models").exists()
    assert len(territory.tag_addresses(["桂溪路12号", ""])) == 2
    assert (home / "models/address.npz").exists()


def test_a_bad_file_is_refused_in_words_with_its_line(home) -> None:
    bad = home / "bad.txt"
    bad.write_text("路 B-road\n号\n", "utf-8")
    code, said = run("train", bad)
    assert code == 1
    assert "第 2 行" in said
    assert "Traceback" not in said
    assert run("evaluate", bad, "--model", bad)[0] == 1
