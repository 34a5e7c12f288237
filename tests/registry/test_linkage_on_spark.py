"""The definition on Spark gives the pairs, levels and scores that it gives on DuckDB. Needs requirements/spark.txt and Java."""

import shutil
from importlib.util import find_spec

import pytest

from lianzhi.registry.linkage import batch, model, spark
from lianzhi.registry.linkage.cards import firm_card

pytestmark = [
    pytest.mark.skipif(
        find_spec("pyspark") is None, reason="pyspark is not installed (requirements/spark.txt)"
    ),
    pytest.mark.skipif(
        shutil.which("java") is None, reason="no Java runtime: Spark needs 17 or later (default-jre-headless)"
    ),
]


def test_spark_and_duckdb_give_one_answer(tmp_path) -> None:
    found = model.shipped(model.FIRM)
    names = ["S镇宏达五金店", "宏达五金", "洪达五金店", "宏达五金店分店", "兴隆百货店"]
    cards = [
        firm_card(
            f"E{i:04}", name=names[i % 5], kind=("", "individual", "company")[i % 3], legal=("王小明", "", "王晓明")[i % 7 % 3],
            phone=("", f"tel-{i % 9}")[i % 2], place=("", f"330199100001B000{i % 20:02}010{i % 3}02")[i % 6 != 0],
        )
        for i in range(120)
    ]  # fmt: skip
    table = batch.table(found, cards)
    here = {(pair.one, pair.other): pair.evidence for pair in batch.pairs(found, table)}
    with spark.local_session(str(tmp_path)) as session:
        there = {(pair.one, pair.other): pair.evidence for pair in spark.pairs(found, table, session)}
    assert len(here) > 50 and here.keys() == there.keys()
    for pair, evidence in here.items():
        assert there[pair].levels == evidence.levels
        assert there[pair].weight == pytest.approx(evidence.weight, abs=1e-6)
