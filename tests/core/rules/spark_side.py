"""Spark's side of the comparison, run by a Python of its own that has pyspark: one select of all rules over all people.

``python spark_side.py < CASE``: a JSON object with ``schema`` (Spark's own notation), ``people`` (rows of it, days and
decimals as text) and ``rules`` (expressions); prints a JSON list with one row of answers a person. Imports nothing of
Yichuang.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from decimal import Decimal
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, expr
from pyspark.sql.types import ArrayType, DataType, DateType, DecimalType, StructType

CONFIG = {
    "spark.ui.enabled": "false",
    "spark.driver.memory": "2g",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "1",
    # Compiling hundreds of long expressions that are run a few times takes longer than running them.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


def held(value: Any, kind: DataType) -> Any:
    """A value of JSON as Spark takes it."""
    if value is None:
        return None
    if isinstance(kind, StructType):
        return tuple(held(value[field.name], field.dataType) for field in kind.fields)
    if isinstance(kind, ArrayType):
        return [held(one, kind.elementType) for one in value]
    if isinstance(kind, DateType):
        return dt.date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, DecimalType) else value


def main() -> None:
    """Answer what stands at the door."""
    case = json.load(sys.stdin)
    building = SparkSession.builder.master("local[1]").appName("yichuang")
    for key, value in CONFIG.items():
        building = building.config(key, value)
    spark = building.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    schema = StructType.fromDDL(f"number int, {case['schema']}")
    rows = [held({**one, "number": at}, schema) for at, one in enumerate(case["people"])]
    people = spark.createDataFrame(rows, schema)
    asked = [expr(rule).alias(f"r{at}") for at, rule in enumerate(case["rules"])]
    found = people.select(col("number"), *asked).collect()
    answers = [list(row)[1:] for row in sorted(found, key=lambda row: row[0])]
    json.dump(answers, sys.stdout, default=str)
    spark.stop()


if __name__ == "__main__":
    main()
