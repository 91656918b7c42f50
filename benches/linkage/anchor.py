"""The anchor: Splink 5 on DuckDB, on the same files and the same machine.

  anchor.py link REGISTER.csv INCOMING.csv --set uk|febrl --config expert|plain --out LINKS.csv --json FIGURES.json [--lookups N]
  anchor.py dedupe RECORDS.csv             --set febrl    --config expert|plain --out LINKS.csv --json FIGURES.json

LINKS.csv: id_l (register), id_r (incoming), score (match weight), probability; every candidate pair that is likely enough.
FIGURES.json: processor seconds (user and system, of all its threads and children) and wall seconds of each phase, the most memory held, pairs scored.
Reading and cleaning count, writing LINKS.csv does not. Seeds are fixed: the same input, the same model."""

import argparse
import json
import logging
import resource
import statistics
import time

import duckdb
import splink.comparison_level_library as level
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SEED = 20260101
# Pairs that random sampling looks at to learn how often two different people agree.
RANDOM_PAIRS = 2e6
# What is less likely is not written.
LEAST_PROBABILITY = 0.001


class Phases:
    """Processor and wall seconds, phase by phase."""

    def __init__(self):
        self.cpu, self.wall, self.before = {}, {}, self.now()

    @staticmethod
    def now():
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, time.monotonic()

    def end(self, name):
        now = self.now()
        self.cpu[name] = self.cpu.get(name, 0.0) + now[0] - self.before[0]
        self.wall[name] = self.wall.get(name, 0.0) + now[1] - self.before[1]
        self.before = now

    def skip(self):
        self.before = self.now()


def cleaned_uk(file):
    """The sets of four sources: letters made alike, +44 away, the postcode in one shape."""
    name = lambda column: f"nullif(regexp_replace(lower(strip_accents({column})), '[^a-z]', '', 'g'), '')"
    return f"""
        SELECT rec_id AS unique_id, {name("first_name")} AS first_name, {name("middle_name")} AS middle_name, {name("last_name")} AS last_name,
            {name("first_name")} || ' ' || {name("last_name")} AS full_name, nullif(sex, '') AS sex, nullif(dob, '') AS dob,
            nullif(regexp_extract(address, '^[0-9]+'), '') AS house, nullif(regexp_extract(lower(address), '^[0-9]+ ([a-z]+)', 1), '') AS street,
            regexp_replace(upper(replace(nullif(postcode, ''), ' ', '')), '(...)$', ' \\1') AS postcode,
            nullif(regexp_replace(phone, '^\\+44', '0'), '') AS phone, nullif(lower(email), '') AS email
        FROM read_csv('{file}', header = true, all_varchar = true)"""


def cleaned_febrl(file):
    return f"""
        SELECT rec_id AS unique_id, nullif(given_name, '') AS first_name, nullif(family_name, '') AS last_name, given_name || ' ' || family_name AS full_name,
            nullif(date_of_birth, '') AS dob, nullif(street_number, '') AS house, nullif(address_1, '') AS street, nullif(suburb, '') AS suburb,
            nullif(postcode, '') AS postcode, nullif(state, '') AS state, nullif(soc_sec_id, '') AS number
        FROM read_csv('{file}', header = true, all_varchar = true)"""


def uk_plain():
    comparisons = [
        compare.NameComparison("first_name"),
        compare.NameComparison("last_name"),
        compare.DateOfBirthComparison("dob", input_is_string=True),
        compare.PostcodeComparison("postcode"),
        compare.EmailComparison("email"),
        compare.ExactMatch("phone"),
    ]
    blocking = [block_on("first_name", "last_name"), block_on("last_name", "dob"), block_on("first_name", "dob"), block_on("postcode", "last_name"), block_on("phone"), block_on("email")]
    training = [block_on("first_name", "last_name"), block_on("dob")]
    return comparisons, blocking, training


def uk_expert():
    """Names together with a nudge for common ones, dates by their usual slips, the house next to the postcode, numbers one digit off."""
    dob = compare.CustomComparison(
        output_column_name="dob",
        comparison_levels=[
            level.NullLevel("dob"),
            level.And(level.ExactMatchLevel("dob"), level.CustomLevel("substr(dob_l, 6) <> '01-01'")),
            level.ExactMatchLevel("dob"),
            level.CustomLevel("substr(dob_l, 1, 4) = substr(dob_r, 1, 4) AND substr(dob_l, 6, 2) = substr(dob_r, 9, 2) AND substr(dob_l, 9, 2) = substr(dob_r, 6, 2)"),
            level.DamerauLevenshteinLevel("dob", 1),
            level.CustomLevel("substr(dob_l, 6) = substr(dob_r, 6)"),
            level.CustomLevel("substr(dob_l, 1, 7) = substr(dob_r, 1, 7)"),
            level.CustomLevel("substr(dob_l, 1, 4) = substr(dob_r, 1, 4)"),
            level.AbsoluteDateDifferenceLevel("dob", input_is_string=True, threshold=10, metric="year"),
            level.ElseLevel(),
        ],
    )
    address = compare.CustomComparison(
        output_column_name="address",
        comparison_levels=[
            level.CustomLevel("(postcode_l IS NULL OR postcode_r IS NULL) AND (house_l IS NULL OR house_r IS NULL)").configure(is_null_level=True),
            level.CustomLevel("postcode_l = postcode_r AND house_l = house_r"),
            level.CustomLevel("house_l = house_r AND street_l = street_r"),
            level.CustomLevel("postcode_l = postcode_r"),
            level.CustomLevel("levenshtein(postcode_l, postcode_r) <= 1"),
            level.CustomLevel("split_part(postcode_l, ' ', 1) = split_part(postcode_r, ' ', 1)"),
            level.ElseLevel(),
        ],
    )
    phone = compare.CustomComparison(
        output_column_name="phone",
        comparison_levels=[
            level.NullLevel("phone"),
            level.ExactMatchLevel("phone"),
            level.DamerauLevenshteinLevel("phone", 1),
            level.ElseLevel(),
        ],
    )
    middle = compare.CustomComparison(
        output_column_name="middle_name",
        comparison_levels=[
            level.NullLevel("middle_name"),
            level.ExactMatchLevel("middle_name"),
            level.CustomLevel("(length(middle_name_l) = 1 OR length(middle_name_r) = 1) AND middle_name_l[1] = middle_name_r[1]"),
            level.ElseLevel(),
        ],
    )
    comparisons = [
        compare.ForenameSurnameComparison("first_name", "last_name", forename_surname_concat_col_name="full_name"),
        middle,
        dob,
        address,
        phone,
        compare.EmailComparison("email"),
        compare.ExactMatch("sex"),
    ]
    blocking = [
        block_on("first_name", "last_name"),
        block_on("dob", "last_name"),
        block_on("dob", "first_name"),
        block_on("dob", "postcode"),
        block_on("phone"),
        block_on("email"),
        block_on("postcode", "house"),
        block_on("postcode", "first_name"),
        block_on("postcode", "last_name"),
        block_on("dob", "substr(first_name, 1, 1)", "substr(last_name, 1, 1)"),
    ]
    training = [block_on("first_name", "last_name"), block_on("dob", "postcode"), block_on("phone")]
    return comparisons, blocking, training


def febrl_plain():
    comparisons = [
        compare.NameComparison("first_name"),
        compare.NameComparison("last_name"),
        compare.DateOfBirthComparison("dob", input_is_string=True, datetime_format="%Y-%m-%d"),
        compare.DamerauLevenshteinAtThresholds("number", [1, 2]),
        compare.ExactMatch("postcode"),
        compare.JaroWinklerAtThresholds("street", [0.9, 0.7]),
    ]
    blocking = [block_on("number"), block_on("first_name", "last_name"), block_on("dob"), block_on("postcode", "last_name")]
    return comparisons, blocking, [block_on("number"), block_on("dob")]


def febrl_expert():
    names = compare.CustomComparison(
        output_column_name="names",
        comparison_levels=[
            level.And(level.NullLevel("first_name"), level.NullLevel("last_name")),
            level.ExactMatchLevel("full_name").configure(tf_adjustment_column="full_name"),
            level.ColumnsReversedLevel("first_name", "last_name", symmetrical=True),
            level.And(level.JaroWinklerLevel("first_name", 0.88), level.JaroWinklerLevel("last_name", 0.88)),
            level.ExactMatchLevel("last_name").configure(tf_adjustment_column="last_name"),
            level.ExactMatchLevel("first_name").configure(tf_adjustment_column="first_name"),
            level.JaroWinklerLevel("last_name", 0.8),
            level.ElseLevel(),
        ],
    )
    comparisons = [
        names,
        compare.DamerauLevenshteinAtThresholds("dob", [1, 2]),
        compare.DamerauLevenshteinAtThresholds("number", [1, 2]),
        compare.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
        compare.JaroWinklerAtThresholds("street", [0.9, 0.7]),
        compare.JaroWinklerAtThresholds("suburb", [0.9, 0.7]),
        compare.DamerauLevenshteinAtThresholds("house", [1]),
        compare.ExactMatch("state"),
    ]
    blocking = [
        block_on("number"),
        block_on("dob"),
        block_on("first_name", "last_name"),
        block_on("last_name", "postcode"),
        block_on("first_name", "postcode"),
        block_on("street", "suburb"),
        block_on("suburb", "first_name"),
        block_on("last_name", "substr(dob, 1, 4)"),
        block_on("first_name", "substr(dob, 1, 4)"),
        block_on("street"),
        block_on("last_name"),
        block_on("suburb"),
    ]
    return comparisons, blocking, [block_on("number"), block_on("dob"), block_on("first_name", "last_name")]


CONFIGURATIONS = {("uk", "plain"): uk_plain, ("uk", "expert"): uk_expert, ("febrl", "plain"): febrl_plain, ("febrl", "expert"): febrl_expert}
SURE = {
    "uk": [block_on("first_name", "last_name", "dob"), block_on("email", "dob")],
    "febrl": [block_on("number"), block_on("first_name", "last_name", "dob")],
}


def lookups(linker, api, incoming, count):
    """Milliseconds of asking about one new record at a time, the trained model and the frequencies at hand."""
    con, times = api.duckdb_con, []
    for number in range(count):
        con.execute(f"CREATE OR REPLACE TABLE one_{number} AS SELECT * FROM incoming ORDER BY unique_id LIMIT 1 OFFSET {number * 37}")
        started = time.monotonic()
        one = api.register(f"one_{number}", dataset_display_name=f"new_{number}")
        found = linker.inference.predict_between(incoming[0], one, threshold_match_probability=0.01)
        found.as_record_list()
        times.append((time.monotonic() - started) * 1000)
    return times


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("what", choices=["link", "dedupe"])
    ask.add_argument("files", nargs="+")
    ask.add_argument("--set", choices=["uk", "febrl"], default="uk")
    ask.add_argument("--config", choices=["expert", "plain"], default="expert")
    ask.add_argument("--out", required=True)
    ask.add_argument("--json", required=True)
    ask.add_argument("--lookups", type=int, default=0)
    asked = ask.parse_args()
    logging.getLogger("splink").setLevel(logging.ERROR)

    started, phases = time.monotonic(), Phases()
    api = DuckDBAPI(duckdb.connect())
    con = api.duckdb_con
    clean = cleaned_uk if asked.set == "uk" else cleaned_febrl
    tables = ["register", "incoming"] if asked.what == "link" else ["records"]
    for table, file in zip(tables, asked.files, strict=True):
        con.execute(f"CREATE TABLE {table} AS {clean(file)}")
    phases.end("clean")

    comparisons, blocking, training = CONFIGURATIONS[asked.set, asked.config]()
    settings = SettingsCreator(
        link_type="link_only" if asked.what == "link" else "dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=blocking,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    inputs = [api.register(table, dataset_display_name=f"{number}_{table}") for number, table in enumerate(tables)]
    linker = Linker(inputs if len(inputs) > 1 else inputs[0], settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(SURE[asked.set], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    for rule in training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    phases.end("train")

    predicted = linker.inference.predict()
    pairs = con.execute(f"SELECT count(*) FROM {predicted.physical_name}").fetchone()[0]
    phases.end("score")
    if asked.what == "link":
        con.execute(f"""CREATE TABLE best AS SELECT unique_id_r, arg_max(unique_id_l, match_weight) AS unique_id_l, max(match_weight) AS match_weight
            FROM {predicted.physical_name} GROUP BY unique_id_r""")
    phases.end("best")
    seconds, most = time.monotonic() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    con.execute(f"""COPY (SELECT unique_id_l AS id_l, unique_id_r AS id_r, match_weight AS score, match_probability AS probability FROM {predicted.physical_name}
        WHERE match_probability >= {LEAST_PROBABILITY} ORDER BY match_weight DESC, id_l, id_r) TO '{asked.out}' (HEADER)""")
    figures = {
        "config": asked.config,
        "pairs": pairs,
        "seconds": round(seconds, 3),
        "cpu_seconds": round(sum(phases.cpu.values()), 3),
        "cpu": {name: round(value, 3) for name, value in phases.cpu.items()},
        "wall": {name: round(value, 3) for name, value in phases.wall.items()},
        "peak_rss_mb": round(most),
    }
    if asked.lookups:
        times = lookups(linker, api, inputs, asked.lookups)
        figures["lookup_ms"] = {"median": round(statistics.median(times), 1), "of": len(times)}
    with open(asked.json, "w") as file:
        json.dump(figures, file)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
