"""The whole way: one definition in two runners, pairs kept, joined or asked, and the offer before a new entry."""

import json
import os
import random
import subprocess
import sys
from datetime import date

import pytest
from django.test import Client
from support.register import FAR_ROOM, ROOM, ROOT, number, person

from lianzhi.kernel import clock
from lianzhi.kernel.errors import NotAllowed, NotFound, WrongState
from lianzhi.registry import api as registry
from lianzhi.registry.actions import pairing
from lianzhi.registry.linkage import batch, entries, model
from lianzhi.registry.linkage.cards import card
from lianzhi.registry.linkage.definition import settings
from lianzhi.registry.linkage.scoring import score
from lianzhi.registry.models import Avoided, LinkageModel, LinkageRun, Merge, Pair, Person, State
from lianzhi.registry.queries import paging, pairs

NOBODY = {"identity": None, "birth": "1990-03-07", "sex": "男"}


def many(count: int = 400) -> list:
    """Cards that meet each other in every level; invented by seeded dice."""
    dice = random.Random(7)  # noqa: S311
    return [
        card(
            f"P{i:05}", name=dice.choice(["王明", "王铭", "李明", "李红", "陈大毛", "王小明", "汪晓铭", ""]),
            former=dice.choice(["", "", "陈大毛", "王明"]), identity=dice.choice(["", "", f"id-{i % 50}"]),
            phone=dice.choice(["", f"tel-{i % 30}"]), sex=dice.choice("012"),
            birth=dice.choice([None, date(1990, 3, 7), date(1990, 7, 3), date(1990, 3, 17), date(1980, 3, 7), date(2001, 1, 1)]),
            place=dice.choice(["", f"330199100001B000{i % 20:02}", f"330199100001B000{i % 20:02}010{i % 9}02"]),
        )
        for i in range(count)
    ]  # fmt: skip


def test_both_runners_give_one_score() -> None:
    """Splink on DuckDB and the in-process scorer, over every pair that the blocks let through."""
    found, cards = model.shipped(), many()
    by_code = {each["code"]: each for each in cards}
    counts: dict = {}
    for each in cards:
        counts[each["name"]] = counts.get(each["name"], 0) + (each["name"] is not None)
    names = {name: found.frequency(count, len(cards)) for name, count in counts.items()}
    told, levels = list(batch.pairs(found, batch.table(found, cards))), set()
    assert len(told) > 500
    for pair in told:
        mine = score(found, by_code[pair.one], by_code[pair.other], frequencies=names, cards=len(cards))
        assert mine.levels == pair.evidence.levels
        assert mine.weight == pytest.approx(pair.evidence.weight, abs=1e-6)
        levels |= set(mine.levels.items())
    assert {("name", "sound"), ("name", "former"), ("birth", "slip"), ("place", "building")} <= levels


def test_the_same_settings_are_spark_sql() -> None:
    import sqlglot

    said = settings(model.shipped(), 1000)
    texts = [rule["blocking_rule"] for rule in said["blocking_rules_to_generate_predictions"]]
    texts += [
        level["sql_condition"] for each in said["comparisons"] for level in each["comparison_levels"]
        if level["sql_condition"] != "ELSE"
    ]  # fmt: skip
    for text in texts:
        assert sqlglot.transpile(text, read="duckdb", write="spark") == sqlglot.transpile(
            text, read="spark", write="spark"
        )


def test_a_run_joins_what_is_certain_and_keeps_the_doubtful(town) -> None:
    sure = (
        person(new=True, name="赵一", **NOBODY),
        person(new=True, name="赵一", phone="13800000009", **NOBODY),
    )
    asked = (
        person(new=True, name="钱二", phone="13800000002", **(NOBODY | {"birth": "1971-05-20"})),
        person(new=True, name="钱尔", phone="13800000002", **(NOBODY | {"birth": "1971-05-20"})),
    )
    person(new=True, name="孙三", identity=number(9, born="19850101"), phone="13800000003")
    Pair.objects.all().delete()

    told = registry.find_pairs()

    assert (told.cards, told.joined, told.doubtful) == (5, 1, 1)
    merge = Merge.objects.get()
    assert {merge.kept, merge.gone} == set(sure) and merge.by == "system:linkage"
    assert Pair.objects.get(merge=merge.pk).state == State.MERGED
    doubt = Pair.objects.get(state=State.OPEN)
    assert [doubt.first, doubt.second] == sorted(asked) and doubt.evidence["name"] == "sound"
    assert registry.find_pairs().joined == 0 and Pair.objects.count() == 2


def test_who_says_they_are_two_is_not_asked_again_and_nothing_joins_them(town) -> None:
    person(name="赵一", **NOBODY), person(new=True, name="赵一", phone="13800000009", **NOBODY)
    Pair.objects.all().delete()
    registry.find_pairs()

    registry.undo_merge(Merge.objects.get().pk, by=town.keeper)
    told = registry.find_pairs()

    assert (told.joined, told.doubtful) == (0, 0)
    assert Pair.objects.get().state == State.APART and Merge.objects.count() == 1


def test_rights_are_never_joined_by_the_machine(town) -> None:
    person(name="赵一", **NOBODY)
    other = person(new=True, name="赵一", phone="13800000009", **NOBODY)
    registry.record_certificate(
        {"holder": other, "kind": "居住证", "number": "JZ001"}, source="desk", by=ROOT
    )
    Pair.objects.all().delete()

    assert registry.find_pairs().joined == 0
    row = Pair.objects.get()
    assert (row.state, row.verdict) == (State.OPEN, "joined") and pairs.found(row.pk, town.keeper).sure


@pytest.fixture
def doubt(town) -> Pair:
    person(name="钱二", **NOBODY), person(new=True, name="钱尔", **NOBODY)
    Pair.objects.all().delete()
    registry.find_pairs()
    return Pair.objects.get()


def test_a_person_joins_a_doubtful_pair_and_takes_it_back(town, doubt) -> None:
    registry.decide(doubt.pk, "merge", kept=doubt.second, reason="核对身份证", by=town.keeper)

    doubt.refresh_from_db()
    assert (doubt.state, doubt.decided_by) == (State.MERGED, town.keeper.id)
    assert Person.objects.get(code=doubt.first).merged_into == doubt.second
    with pytest.raises(WrongState):
        registry.decide(doubt.pk, "apart", by=town.keeper)
    registry.undo_merge(doubt.merge, by=town.keeper)
    doubt.refresh_from_db()
    assert doubt.state == State.APART


def test_put_off_waits_and_two_is_kept(town, doubt) -> None:
    registry.decide(doubt.pk, "later", by=town.keeper)
    registry.find_pairs()
    assert pairs.counts(town.keeper)["later"] == 1
    registry.decide(doubt.pk, "apart", by=town.keeper)
    registry.find_pairs()
    assert pairs.counts(town.keeper) == {"open": 0, "later": 0, "merged": 0, "apart": 1, "machine": 0}


def test_who_reaches_one_entry_only_neither_sees_nor_decides(town) -> None:
    (
        person(name="钱二", **NOBODY),
        person(new=True, name="钱二", phone="13800000005", place=FAR_ROOM, **NOBODY),
    )
    Pair.objects.all().delete()
    registry.find_pairs()
    row = Pair.objects.get()
    for one in (town.keeper, town.far):
        assert not pairs.waiting(one, "", {}).object_list
        with pytest.raises(NotFound):
            pairs.found(row.pk, one)
        with pytest.raises(NotAllowed):
            registry.decide(row.pk, "apart", by=one)
    assert pairs.waiting(town.office, "", {}).object_list[0].id == row.pk


def test_what_no_longer_looks_alike_waits_no_longer(town, doubt) -> None:
    registry.change_person(
        doubt.first, {"identity": number(11), "birth": "1990-03-07"}, source="desk", by=ROOT
    )
    registry.change_person(
        doubt.second, {"identity": number(13), "birth": "1990-03-07"}, source="desk", by=ROOT
    )
    registry.find_pairs()
    doubt.refresh_from_db()
    assert doubt.state == State.PASSED


def test_before_a_new_entry_the_one_that_may_be_it_is_offered(town) -> None:
    there = person(name="钱二", **NOBODY)
    values = {
        "name": "钱尔",
        "phone": "13800000001",
        "place": ROOM,
        "living": "own",
        "birth": "1990-03-07",
        "sex": "男",
    }

    told = registry.record_person(values, source="desk", by=town.keeper)

    assert (told.code, told.written, told.likely[0].levels["name"]) == (there, False, "sound")
    assert "13800000001" not in told.likely[0].values["phone"] and Person.objects.count() == 1
    registry.take_likely(there, source="desk", by=town.keeper)
    assert Avoided.objects.get(source="desk").count == 1
    made = registry.record_person(values, source="desk", by=town.keeper, new=True)
    assert made.written and made.code != there
    assert registry.find_pairs().doubtful == 0 and Pair.objects.get().state == State.APART


def test_another_areas_people_are_not_told_to_who_types_a_name(town) -> None:
    person(name="钱二", place=FAR_ROOM, **NOBODY)
    values = {"name": "钱二", "phone": "13800000001", "place": ROOM, "birth": "1990-03-07"}
    told = registry.record_person(values | {"phone": None}, source="desk", by=town.keeper)
    assert told.written and not told.likely


def test_one_new_entry_costs_four_queries_whoever_is_there(town, django_assert_num_queries) -> None:
    for serial in range(1, 4):
        person(name=f"王{'一二三'[serial - 1]}", identity=number(serial), phone=f"1380000001{serial}")
        one = card("", name="王明", birth=date(1990, 3, 7), place=ROOM)
        with django_assert_num_queries(4):
            assert entries.alike(one)


def test_forgetting_takes_pairs_along(town, doubt) -> None:
    registry.forget(doubt.first, reason="本人要求", by=town.keeper)
    assert not Pair.objects.exists()


def test_it_runs_once_a_day_and_after_an_import(town, monkeypatch) -> None:
    assert not pairing.find_pairs_if_due()
    person(name="钱二")
    assert pairing.find_pairs_if_due() and not pairing.find_pairs_if_due()
    monkeypatch.setattr(pairing, "NEW_ROWS", 1)
    monkeypatch.setattr(pairing, "QUIET", pairing.timedelta(0))
    person(name="孙三", identity=number(9), phone="13800000003")
    assert pairing.find_pairs_if_due() and LinkageRun.objects.count() == 2


def test_a_towns_own_numbers_replace_the_shipped_ones(town) -> None:
    for serial in range(1, 30, 2):
        person(name=f"王{serial}", identity=number(serial), phone=f"138000001{serial:02}")
    row = pairing.train()
    assert entries.current().model == row.name == LinkageModel.objects.get().name
    assert "王" not in json.dumps(row.values, ensure_ascii=False)


def signed_in(who, client: Client) -> Client:
    from lianzhi.foundation.access.models import User

    client.force_login(User.objects.get(pk=who.key))
    return client


def test_the_queue_costs_the_same_for_one_pair_and_for_three(
    town, client, django_assert_max_num_queries
) -> None:
    costs, me = [], signed_in(town.keeper, client)
    assert "No pair is here" in me.get("/registry/pairs/").content.decode()
    for name, tel in (("钱二钱尔", 2), ("孙三孙叁", 3), ("李四李似", 4)):
        for half in (name[:2], name[2:]):
            person(new=True, name=half, phone=f"1380000000{tel}", **NOBODY)
        if name == "孙三孙叁":
            continue
        Pair.objects.all().delete()
        registry.find_pairs()
        with django_assert_max_num_queries(40) as seen:
            assert me.get("/registry/pairs/").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_the_queue_shows_the_likeliest_first_and_goes_on_where_a_page_ended(town) -> None:
    codes = [person(new=True, name=f"王{n}", phone=f"1380000010{n}", **NOBODY) for n in range(5)]
    Pair.objects.all().delete()
    grid = Person.objects.get(code=codes[0]).grid_code
    now, scores = clock.now(), [3.5, 9.25, 3.5, 12.0]
    for score_, other in zip(scores, codes[1:], strict=True):
        first, second = sorted((codes[0], other))
        Pair.objects.create(
            first=first,
            second=second,
            first_grid=grid,
            second_grid=grid,
            score=score_,
            evidence={},
            verdict="doubtful",
            found_at=now,
            seen_at=now,
        )
    rows = Pair.objects.all()
    one = paging.page_of(rows, {}, size=2, by="score")
    two = paging.page_of(rows, {"after": one.after}, size=2, by="score")
    back = paging.page_of(rows, {"before": two.before}, size=2, by="score")
    assert [row.score for row in one] == [12.0, 9.25]
    assert [row.score for row in two] == [3.5, 3.5] and two.object_list[0].pk > two.object_list[1].pk
    assert [row.pk for row in back] == [row.pk for row in one]
    assert (one.before, two.after, back.before) == ("", "", "")
    assert [row.pk for row in paging.page_of(rows, {"after": "nan_1"}, size=2, by="score")] == [
        r.pk for r in one
    ]
    queue = [row.pk for row in (*one, *two)]
    assert [pairs.next_after(pk, town.keeper) for pk in queue] == [*queue[1:], queue[0]]


def test_a_pair_is_decided_on_its_page(town, client, doubt) -> None:
    me = signed_in(town.keeper, client)
    page = me.get(f"/registry/pairs/{doubt.pk}/").content.decode()
    assert "sounds the same" in page and "13800000001" not in page and doubt.first in page
    refused = me.post(f"/registry/pairs/{doubt.pk}/", {"said": "merge", "kept": doubt.first, "reason": ""})
    assert refused.status_code == 422 and "Say why." in refused.content.decode()
    done = me.post(f"/registry/pairs/{doubt.pk}/", {"said": "merge", "kept": doubt.first, "reason": "核对"})
    assert done.status_code == 302 and Merge.objects.get().kept == doubt.first
    assert signed_in(town.clerk, client).get("/registry/pairs/").status_code == 403


def test_pages_do_not_load_the_engine() -> None:
    """Splink, DuckDB, Arrow and the readings of characters are read by the job and the first name only."""
    heavy = "{'splink', 'duckdb', 'pyarrow', 'pypinyin'}"
    code = (
        f"import django, sys; django.setup(); import lianzhi.project.urls; print({heavy} & set(sys.modules))"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "lianzhi.project.settings.test"}
    told = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
