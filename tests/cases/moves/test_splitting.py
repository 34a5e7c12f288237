"""What each part of a split gets: its own words, its own kind, and those of the photos that show it.  R-129."""

import json

import pytest
from support.desk import ANSWER, IN_EAST, REASON, browser
from support.pictures import jpeg, upload

from lianzhi.cases import api as cases
from lianzhi.cases.queries.relations import relations
from lianzhi.foundation.audit.models import Entry
from lianzhi.foundation.files import api as files
from lianzhi.foundation.worklist.api import Given
from lianzhi.foundation.worklist.models import Move
from lianzhi.kernel.errors import BadInput, Refused

GROUND, WASTE = "修好人行道的地砖", "清走路边的垃圾"


@pytest.fixture
def whole(town) -> cases.CaseView:
    case = town.filed()
    taken = [files.take_photo(upload(jpeg(), f"{n}.jpg"), by=town.duty, purpose="report").id for n in (1, 2)]
    files.attach(taken, case.subject, by=town.duty)
    return case


def photos(case: cases.CaseView) -> list[str]:
    return [file.id for file in files.of(case.subject, "report")]


def test_the_officer_gives_each_part_its_kind_and_its_photos(town, whole):
    first, second = photos(whole)
    sent = {
        "part_1": GROUND, "photos_1": [first, second], "part_2": WASTE, "kind_2": "noise", "photos_2": [second],
        "reason": REASON,
    }  # fmt: skip
    assert browser(town.duty).post(f"/desk/case/{whole.number}/move/split/", sent).status_code == 302

    ground, waste = cases.parts_of(whole.id)
    assert (ground.category.code, waste.category.code) == ("road", "noise")
    assert (len(photos(ground)), len(photos(waste))) == (2, 1)
    assert not set(photos(ground)) & set(photos(whole))
    assert [file.sm3 for file in files.of(waste.subject)] == [files.of(whole.subject)[1].sm3]
    assert files.content(photos(waste)[0]) == files.content(second)
    assert Move.objects.get(item=whole.item.id, verb="split").detail["plans"][1]["photos"] == [second]


def test_without_a_word_on_it_parts_keep_the_kind_and_get_no_photo(town, whole):
    cases.split(whole.id, [GROUND, WASTE], reason=REASON, by=town.duty)

    assert [(part.category.code, photos(part)) for part in cases.parts_of(whole.id)] == [
        ("road", []),
        ("road", []),
    ]


def test_photos_of_another_matter_are_refused_and_nothing_is_split(town, whole):
    other = town.filed()
    taken = files.take_photo(upload(jpeg(), "x.jpg"), by=town.duty, purpose="report").id
    files.attach([taken], other.subject, by=town.duty)

    with pytest.raises(BadInput):
        cases.split(whole.id, [GROUND, WASTE], plans=[{"photos": [taken]}], reason=REASON, by=town.duty)

    assert cases.by_id(whole.id).item.state.code == "filed" and cases.parts_of(whole.id) == []


def test_one_part_alone_is_refused_beside_its_field(town, whole):
    page = browser(town.duty).post(
        f"/desk/case/{whole.number}/move/split/", {"part_1": GROUND, "reason": REASON}
    )

    assert page.status_code == 422 and GROUND in page.content.decode()
    assert cases.by_id(whole.id).item.state.code == "filed"


def test_removing_nothing_of_the_whole_the_parts_have_files_of_their_own(town, whole):
    first, _second = photos(whole)
    cases.split(whole.id, [GROUND, WASTE], plans=[{"photos": [first]}], reason=REASON, by=town.duty)
    (part, _other) = cases.parts_of(whole.id)

    assert files.content(photos(part)[0]) and files.content(first)


@pytest.mark.parametrize("parts", [2, 6, 7, 10])
def test_the_desk_splits_into_as_many_parts_as_the_rule_allows(town, parts):
    case = town.filed()
    said = {f"part_{n}": f"第{n}处地砖碎裂，请修。" for n in range(1, parts + 1)}

    done = browser(town.duty).post(f"/desk/case/{case.number}/move/split/", said | {"reason": "分开办"})

    assert done.status_code == 302
    assert len(relations(cases.by_id(case.id)).children) == parts


@pytest.fixture
def split(town, whole) -> cases.CaseView:
    return cases.split(whole.id, [GROUND, WASTE], reason=REASON, by=town.duty)


def attach(town, case: cases.CaseView, **said: str):
    return browser(town.duty).post(f"/desk/case/{case.number}/attach/", {"reason": REASON} | said)


def test_a_matter_that_is_there_becomes_a_part_and_the_whole_waits_for_it(town, split):
    other = town.filed(text="下水道也堵了，一下雨就积水。")
    assert attach(town, other, whole=split.number).status_code == 302
    assert {part.number for part in cases.parts_of(split.id)} >= {other.number}
    for part in cases.parts_of(split.id)[:2]:
        cases.move(part.id, "void", by=town.duty, given=Given(reason=REASON, answer=ANSWER))

    with pytest.raises(Refused):
        cases.move(split.id, "gather", by=town.duty)

    page = browser(town.duty).get(f"/desk/case/{split.number}/").content.decode()
    entry = Entry.objects.get(action="cases.attach")
    assert other.number in page and json.loads(entry.detail) == {"whole": split.number, "reason": REASON}


def test_a_part_is_taken_off_and_goes_on_by_itself_but_never_the_last(town, split):
    first, second = cases.parts_of(split.id)

    assert attach(town, first).status_code == 302
    refused = attach(town, second)

    assert cases.by_id(first.id).parent_id is None and cases.by_id(first.id).item.closed_at is None
    assert refused.status_code == 422 and split.number in refused.content.decode()
    assert [part.number for part in cases.parts_of(split.id)] == [second.number]


@pytest.mark.parametrize(
    ("case", "into"),
    [("split", "split"), ("part", "split"), ("filed", "filed"), ("filed", "nothing"), ("filed", "")],
)
def test_what_cannot_be_a_part_is_refused_with_a_way_out(town, split, case, into):
    found = {"split": split, "part": cases.parts_of(split.id)[0], "filed": town.filed()}
    number = found[into].number if into in found else into
    answer = attach(
        town, found[case], **({"whole": number} if case != "part" else {"whole": number, "reason": ""})
    )

    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert len(cases.parts_of(split.id)) == 2


def test_nobody_attaches_to_what_lies_outside_his_area(town, split):
    mine = town.filed(at=IN_EAST)

    answer = browser(town.east_duty).post(
        f"/desk/case/{mine.number}/attach/", {"whole": split.number, "reason": REASON}
    )

    assert answer.status_code == 422 and cases.by_id(mine.id).parent_id is None
