"""The whole register at once where it outgrows one machine: the same definition run by Splink on Spark (ADR 0012).

Needs ``requirements/spark.txt`` and a Java runtime 17 or later; neither is in the base. The session is the caller's: here no
cluster is chosen and nothing is written outside its temporary views.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lianzhi.registry.linkage.batch import Scored, borne, count, read, select
from lianzhi.registry.linkage.definition import Definition, settings

LOCAL = "local[2]"


@contextmanager
def local_session(folder: str, master: str = LOCAL) -> Iterator[Any]:
    """Spark in this machine's own processes, bound to loopback, with no web page; ``folder`` takes what it spills."""
    from pyspark.sql import SparkSession  # noqa: PLC0415  not in the base

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    made = SparkSession.builder.master(master).appName("lianzhi-linkage")
    said = {
        "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": folder, "spark.sql.warehouse.dir": f"{folder}/warehouse", "spark.sql.shuffle.partitions": "4",
        "spark.default.parallelism": "4", "spark.driver.memory": "2g", "spark.sql.ansi.enabled": "false",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
    }  # fmt: skip
    for name, value in said.items():
        made = made.config(name, value)
    session = made.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


def pairs(found: Definition, cards: Any, session: Any) -> Iterator[Scored]:
    """As ``batch.pairs``; ``cards`` is the same Arrow table, ``session`` a SparkSession. No function of a jar is needed."""
    from splink import Linker  # noqa: PLC0415
    from splink.backends.spark import SparkAPI  # noqa: PLC0415

    api = SparkAPI(
        spark_session=session, break_lineage_method="persist", register_udfs_automatically=False,
        num_partitions_on_repartition=4,
    )  # fmt: skip
    session.createDataFrame(cards).createOrReplaceTempView("cards")
    linker = Linker(
        api.register(session.table("cards"), table_name="cards_of_linkage"),
        settings(found, cards.num_rows),
        log_level=None,
    )
    counted = [tuple(row) for row in session.sql(count(found)).collect()]
    names = session.createDataFrame(borne(found, counted, cards.num_rows))
    linker.table_management.register_term_frequency_lookup(
        api.register(names, table_name="names"), found.frequent
    )
    told = linker.inference.predict(threshold_match_weight=found.from_doubtful)
    yield from read(found, session.sql(select(found, told.physical_name)).toLocalIterator())
