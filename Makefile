# Two commands do everything on a fresh Debian machine with git, make and the Rust toolchain: make demo, make test.
.PHONY: demo test check browser hunt hunt-hours screenshots bench-intake bench-profiles bench-pages bench-access bench-audit bench-linkage bench-build fuzz setup asvs deps matrix reference prove crawl

PORT ?= 8080

# Builds the program, loads the example hub into an embedded database and serves it; prints where, and who to sign in as.
demo:
	@scripts/setup node
	cargo run -q -p onedoor -- demo --port $(PORT)

# Installs what it needs and runs everything, on both databases and in a browser.
test: setup check
	scripts/with-postgres cargo test --workspace --quiet
	scripts/browser-tests

setup:
	@scripts/setup node postgres chromium cvc5

check:
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings

browser: setup
	scripts/browser-tests

# Property tests under other seeds than that of `make test`: make hunt, make hunt SEED=7 ROUNDS=1.
hunt:
	@scripts/setup node postgres
	SEED=$(SEED) ROUNDS=$(ROUNDS) scripts/with-postgres scripts/hunt

# The journeys in the browser at other moments than that of `make test`: at night, before midnight, on a bank holiday, when clocks change.
hunt-hours: setup
	for at in $(HOURS); do echo "at $$at"; ONEDOOR_AT=$$at scripts/browser-tests || exit 1; done

HOURS ?= 2026-11-21T03:30:00Z 2026-11-22T12:43:00Z 2026-11-22T23:58:00Z 2026-11-23T09:10:00Z 2026-12-27T12:40:00Z 2027-03-28T00:58:00Z

# How much of OWASP ASVS 5.0 is met and by which tests; fails when something is claimed that no test that runs, or no document, holds.
asvs:
	@scripts/setup node
	cargo run -q -p onedoor-tests --bin asvs

# Licences, banned crates and registries, as deny.toml says. `cargo deny check advisories` asks the advisory database, over the network.
deps:
	@command -v cargo-deny >/dev/null || { echo "make deps needs cargo-deny: cargo install cargo-deny --locked" >&2; exit 2; }
	cargo deny --locked check licenses bans sources

# The page that says who may do what, made anew from the policies.
matrix:
	ONEDOOR_WRITE_MATRIX=1 cargo test -q -p policy --test matrix

# The page of each hub, the table of all of them and of what becomes of thirty referrals in each, made anew from the profiles.
reference:
	ONEDOOR_WRITE_REFERENCE=1 cargo test -q -p profile --test profile reference
	ONEDOOR_WRITE_REFERENCE=1 cargo test -q -p onedoor-tests --test scenarios cross_hub

# What the policies can never permit, proved.
prove:
	@scripts/setup cvc5
	cargo test -p proofs

# Hostile input in every field of the running program, and sqlmap; on both databases.
crawl:
	@scripts/setup node postgres sqlmap
	scripts/crawl

# The pictures in the README, at 320 and 1280 pixels.
screenshots: setup
	scripts/screenshots

# Rows per second of the whole of intake against the same rows inserted with nothing decided; both databases, 10,000 and 200,000 rows.
bench-intake:
	@scripts/setup node postgres
	cargo build -q --release -p onedoor -p benches
	ONEDOOR_DURABLE=1 scripts/with-postgres target/release/bench-intake

# Rows per second of intake under every profile against the simplest of them, 50,000 rows on SQLite; and how long loading them all takes.
bench-profiles:
	@scripts/setup node
	cargo build -q --release -p onedoor -p benches
	target/release/bench-profiles

# my work and a case with 10,000 and with 1,000,000 cases, 32 connections.
bench-pages:
	@scripts/setup node postgres
	cargo build -q --release -p onedoor -p benches
	ONEDOOR_DURABLE=1 scripts/with-postgres target/release/bench-pages

# What the walls cost: my work and a case with them and without, on both databases.
bench-access:
	@scripts/setup node postgres
	cargo build -q --release -p onedoor -p benches
	ONEDOOR_DURABLE=1 scripts/with-postgres target/release/bench-access

# Verifying the audit's chain against reading the same rows, and writing with the chain against a plain insert.
bench-audit:
	@scripts/setup node postgres
	cargo build -q --release -p benches
	ONEDOOR_DURABLE=1 scripts/with-postgres target/release/bench-audit

# How right, fast and small linking is against Splink 5 beside it, on FEBRL and on invented people of the UK. Needs the network once, for Python packages.
bench-linkage:
	@scripts/setup node postgres python
	@test -x target/linkage-python/bin/python || { mkdir -p target && python3 -m venv target/linkage-python; }
	target/linkage-python/bin/python -m pip install -q --disable-pip-version-check -r benches/linkage/requirements.txt
	cargo build -q --release -p onedoor -p benches
	target/release/bench-linkage
	ONEDOOR_DURABLE=1 scripts/with-postgres target/release/bench-likeness

# How long a clean build, a touched capability's test and a link take.
bench-build:
	@scripts/setup node
	scripts/bench-build

# The reader against invented bytes, for as long as it is let.
fuzz:
	fuzz/run 60
