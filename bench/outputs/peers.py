"""pandas and polars. `make FOLDER`: the files that all read; `NAME FOLDER ROUNDS`: times in ms, a JSON line a figure."""

import json
import os
import sys
import time
from statistics import median


def make(folder):
    """A CSV and a Parquet file of about 200 MB, and one of 5 GB that has only a beginning: what lies behind takes no space."""
    import numpy as np
    import polars as pl

    def frame(rows):
        rng = np.random.default_rng(1)
        return pl.DataFrame(
            {
                "id": np.arange(rows),
                "group": pl.Series(rng.integers(0, 20, rows)).cast(pl.String).str.replace("^", "group"),
                "x": rng.random(rows).round(6),
                "y": rng.normal(0, 100, rows),
                "when": pl.Series(rng.integers(0, 365, rows) + 20000).cast(pl.Int32).cast(pl.Date),
            }
        )

    frame(3_800_000).write_csv(f"{folder}/data.csv")
    frame(11_500_000).write_parquet(f"{folder}/data.parquet")
    with open(f"{folder}/data.csv", "rb") as whole, open(f"{folder}/large.csv", "wb") as large:
        large.write(whole.read(50_000_000))
        large.truncate(5_000_000_000)
    frame(200).write_csv(f"{folder}/small.csv")


def pandas_ways(folder):
    import pandas as pd

    def grouped(frame):
        return frame.groupby("group").agg(x=("x", "mean"), y=("y", "max"), n=("id", "count"))

    return {
        "csv": lambda: grouped(pd.read_csv(f"{folder}/data.csv")),
        "parquet": lambda: grouped(pd.read_parquet(f"{folder}/data.parquet")),
        "view": lambda: pd.read_csv(f"{folder}/large.csv", nrows=20)._repr_html_(),
    }


def polars_ways(folder):
    import polars as pl

    asked = [pl.col("x").mean(), pl.col("y").max(), pl.len().alias("n")]

    def grouped(frame):
        return frame.group_by("group").agg(asked)

    return {
        "csv": lambda: grouped(pl.read_csv(f"{folder}/data.csv")),
        "csv lazily": lambda: grouped(pl.scan_csv(f"{folder}/data.csv")).collect(),
        "parquet": lambda: grouped(pl.read_parquet(f"{folder}/data.parquet")),
        "parquet lazily": lambda: grouped(pl.scan_parquet(f"{folder}/data.parquet")).collect(),
        "view": lambda: pl.read_csv(f"{folder}/large.csv", n_rows=20)._repr_html_(),
    }


def times(ways, rounds):
    for name, way in ways.items():
        taken = []
        for _ in range(rounds):
            began = time.perf_counter()
            way()
            taken.append((time.perf_counter() - began) * 1000)
        print(json.dumps({"figure": name, "first": taken[0], "median": median(taken)}), flush=True)


if __name__ == "__main__":
    name, folder = sys.argv[1:3]
    if name == "make":
        make(folder)
        print(json.dumps({file: os.path.getsize(f"{folder}/{file}") for file in os.listdir(folder)}))
    else:
        times({"pandas": pandas_ways, "polars": polars_ways}[name](folder), int(sys.argv[3]))
