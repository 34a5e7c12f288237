"""Evidence packages: what is in them, and every change that is found.  R-116."""

import io
import json
import zipfile

import pytest
from click.testing import CliRunner
from sensing.conftest import picture, seen

from lianzhi.foundation.audit import api as audit
from lianzhi.kernel.errors import NotFound, WrongState
from lianzhi.sensing import api as sensing
from lianzhi.sensing.cli import sensing as command
from lianzhi.sensing.rules.evidence import faults


@pytest.fixture
def package(town, camera) -> bytes:
    view = seen(images=[picture(), picture(colour="blue")])
    return sensing.take_out(view.id, by=town.west)


def changed(content: bytes, change) -> bytes:
    """The package with its files changed: ``change`` gets name -> bytes."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    change(inside)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in inside.items():
            archive.writestr(name, data)
    return out.getvalue()


def manifest(change):
    def apply(inside) -> None:
        said = json.loads(inside["manifest.json"])
        change(said)
        inside["manifest.json"] = json.dumps(said, ensure_ascii=False).encode()

    return apply


def test_a_package_is_whole_and_says_time_place_device_and_custody(package) -> None:
    found, said = faults(package)

    assert found == []
    assert (said["device"]["code"], said["class"], said["confidence"]) == ("cam-1", "car-parking", 0.95)
    assert said["place"]["datum"] == "WGS84" and said["came_in"]["seen_at"].startswith("2026-11-23T02:00")
    assert [each[4] for each in said["custody"]] == ["files.attach", "sensing.take"]
    assert len(said["images"]) == 2 and all(len(each["sha256"]) == 64 for each in said["images"])


def drop(inside) -> None:
    del inside[next(name for name in inside if name.startswith("images/"))]


def repaint(inside) -> None:
    name = next(name for name in inside if name.startswith("images/"))
    inside[name] += b"x"


def both(said) -> None:
    """Picture sums changed in the manifest as well: the entry of its coming in tells."""
    said["images"][0]["sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (drop, "is missing"), (repaint, "was changed"), (lambda inside: inside.update({"images/x.jpg": b"x"}), "does not belong"),
        (manifest(both), "not those that came in"),
        (manifest(lambda said: said["came_in"].update(seen_at="2026-01-01")), "seen_at is not what came in"),
        (manifest(lambda said: said["custody"][0].__setitem__(3, "somebody")), "of the trail was changed"),
        (manifest(lambda said: said.update(custody=[])), "coming in is missing"),
        (manifest(lambda said: said.update(subject="detection:999")), "something else"),
        (manifest(lambda said: said.update(format="x")), "the format is"),
        (lambda inside: inside.pop("manifest.json"), "no evidence package"),
        (lambda inside: inside.update({"manifest.json": b"{"}), "no evidence package"),
    ],
)  # fmt: skip
def test_every_change_is_found(package, change, told) -> None:
    found, _said = faults(changed(package, change))

    assert any(told in each for each in found), found


def test_taking_it_out_is_written_down_with_its_digest(package, town) -> None:
    found, said = faults(package)
    entry = audit.trail(said["subject"])[-1]

    assert (entry.action, entry.detail["manifest"]) == ("sensing.evidence", said["digest"]) and not found


def test_the_command_checks_a_file(package, tmp_path) -> None:
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    good.write_bytes(package)
    bad.write_bytes(changed(package, repaint))

    whole, here, broken = (
        CliRunner().invoke(command, ["verify", *words])
        for words in ([str(good)], [str(good), "--here"], [str(bad)])
    )

    assert (whole.exit_code, here.exit_code, broken.exit_code) == (0, 0, 1), here.output
    assert (
        "whole" in whole.output
        and "in the trail of this platform" in here.output
        and "was changed" in broken.output
    )


def test_only_what_became_a_matter_and_only_for_who_may(town, camera) -> None:
    view = seen(confidence=0.2)

    with pytest.raises(WrongState):
        sensing.take_out(view.id, by=town.west)
    with pytest.raises(NotFound):
        sensing.take_out(view.id, by=town.chief)
