"""Random tables of pyarrow, in the files that it and pandas write, and what other files hold.

    python random_tables.py make FOLDER SEED    writes table.* and table.expected
    python random_tables.py read FOLDER         prints what FOLDER/saved.* hold, in the same form
"""
import csv, datetime, decimal, json, math, os, random, sys

import pyarrow as pa
import pyarrow.csv, pyarrow.feather, pyarrow.ipc, pyarrow.parquet

texts = ['a', 'é"q", x', 'two\nlines', "it's", '007', '1e5x', 'NA', 'null', 'true?', '<b>', '🙂', ' blanks ', '#no comment', 'a;b\tc', '12 a']
utc = datetime.timezone.utc


def types(rng):
    return {
        'i8': (pa.int8(), lambda: rng.randint(-128, 127)),
        'i32': (pa.int32(), lambda: rng.randint(-2**31, 2**31 - 1)),
        'i64': (pa.int64(), lambda: rng.choice([rng.randint(-9, 9), rng.randint(-2**63, 2**63 - 1)])),
        'u64': (pa.uint64(), lambda: rng.choice([rng.randint(0, 9), rng.randint(0, 2**64 - 1)])),
        'f4': (pa.float32(), lambda: rng.choice([0.1, -1e-3, 1.5, math.nan, math.inf, -math.inf])),
        'f8': (pa.float64(), lambda: rng.choice([rng.random(), rng.gauss(0, 1e200), 3.0, 5e-324, math.nan, -math.inf])),
        'b': (pa.bool_(), lambda: rng.random() < 0.5),
        's': (pa.string(), lambda: rng.choice(texts)),
        'cat': (pa.dictionary(pa.int8(), pa.string()), lambda: rng.choice('xyz')),
        'date': (pa.date32(), lambda: datetime.date(1900, 1, 1) + datetime.timedelta(rng.randint(0, 73000))),
        'ms': (pa.timestamp('ms'), lambda: datetime.datetime(1950, 1, 1) + datetime.timedelta(milliseconds=rng.randint(0, 10**12 * 4))),
        'us': (pa.timestamp('us', 'UTC'), lambda: datetime.datetime(1970, 1, 1, tzinfo=utc) + datetime.timedelta(microseconds=rng.randint(0, 10**15 * 4))),
        'ns': (pa.timestamp('ns', 'Europe/Prague'), lambda: datetime.datetime(2000, 1, 1, tzinfo=utc) + datetime.timedelta(seconds=rng.randint(0, 10**9))),
        'dec': (pa.decimal128(20, 4), lambda: decimal.Decimal(rng.randint(-10**15, 10**15)) / 10**4),
        'time': (pa.time64('us'), lambda: datetime.time(rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59), rng.choice([0, 7]))),
        'none': (pa.float64(), lambda: None),
    }


def random_table(seed):
    rng = random.Random(seed)
    rows = rng.choice([0, 1, 2, 50, 3000]) if seed > 1 else 12
    gaps = rng.choice([0, 0.2, 0.9])
    return pa.table({name: pa.array([None if rng.random() < gaps else value() for _ in range(rows)], type)
                     for name, (type, value) in types(rng).items()})


def told(kind, value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, datetime.datetime):
        since = (value if value.tzinfo else value.replace(tzinfo=utc)) - datetime.datetime(1970, 1, 1, tzinfo=utc)
        return since // datetime.timedelta(milliseconds=1)
    if isinstance(value, datetime.date):
        return told(kind, datetime.datetime(value.year, value.month, value.day))
    if isinstance(value, datetime.time):
        return value.isoformat().rstrip('0') if value.microsecond else value.isoformat()
    return str(value) if isinstance(value, int) else repr(float(value))


def expected(table):
    return {name: [told(name, value) for value in table.column(name).to_pylist()] for name in table.column_names}


def make(folder, seed):
    table = random_table(seed)
    at = lambda name: os.path.join(folder, name)
    rng = random.Random(seed)
    pa.parquet.write_table(table, at('table.parquet'), compression=rng.choice(['snappy', 'zstd', 'gzip', 'none']),
                           row_group_size=rng.choice([7, 1000]))
    pa.feather.write_feather(table, at('table.feather'))
    pa.feather.write_feather(table, at('table-zstd.arrow'), compression='zstd')
    with pa.ipc.new_stream(at('table.arrows'), table.schema) as stream:
        stream.write_table(table, max_chunksize=1000)
    plain = table.cast(pa.schema([(f.name, pa.string() if f.name == 'cat' else f.type) for f in table.schema]))
    pa.csv.write_csv(plain.drop_columns(['time', 'dec', 'ns']), at('table.csv'))
    # pandas has no missing whole numbers, and writes NaN as missing.
    plain.drop_columns(['dec', 'i64', 'u64', 'i8', 'i32', 'f4', 'f8']).to_pandas().to_csv(at('table-pandas.csv.gz'), index=False)
    with open(at('table.expected'), 'w') as file:
        json.dump(expected(table), file)


def read(folder):
    found = {}
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name == 'saved.parquet':
            found[name] = expected(pa.parquet.read_table(path))
        elif name == 'saved.arrow':
            found[name] = expected(pa.feather.read_table(path))
        elif name == 'saved.csv':
            with open(path, newline='', encoding='utf-8') as file:
                names, *rows = csv.reader(file)
            found[name] = {each: [row[i] for row in rows] for i, each in enumerate(names)}
        elif name == 'saved.ndjson':
            with open(path, encoding='utf-8') as file:
                rows = [json.loads(line) for line in file]
            found[name] = {each: [told(each, row[each]) for row in rows] for each in (rows[0] if rows else [])}
    json.dump(found, sys.stdout)


if __name__ == '__main__':
    if sys.argv[1] == 'make':
        make(sys.argv[2], int(sys.argv[3]))
    else:
        read(sys.argv[2])
