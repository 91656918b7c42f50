//! What goes wrong around an import: the disk, the connection, another import.

use std::io::{Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use testkit::databases::{Scratch, on_both, postgres, sqlite};
use testkit::feed::{FeedRow, csv, row};

use super::killed::{finish, month, undisturbed};
use super::program::{intake, program};
use super::{MONDAY, TUESDAY, assert_same, hub, hub_on, outcomes, state};

/// Waits for no time at all where the import takes its time; false once it has ended.
fn still_runs(child: &mut std::process::Child) -> bool {
    child.try_wait().unwrap().is_none()
}

#[test]
fn two_imports_of_the_same_file_at_once_come_to_one() {
    let month = month();
    for fresh in [sqlite, postgres] {
        let expected = undisturbed(&month, &fresh());
        let scratch = fresh();
        let mut both: Vec<_> =
            (0..2).map(|_| intake(&month.feed(), &scratch.url).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()).collect();
        for child in both.drain(..) {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert_same("two at once", &expected, &state(&scratch.db));
        let transfers: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM transfers WHERE finished_at IS NOT NULL", &[])).unwrap();
        assert_eq!(transfers, 1);
    }
}

/// On a database that nobody has made yet.
#[test]
fn two_first_imports_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let feed = folder.path().join("transfer.csv");
    std::fs::write(&feed, csv(&[row("R1").name("Ann", "Lee").mobile("07700 900001")])).unwrap();
    for round in 0..3 {
        let url = format!("sqlite:{}", folder.path().join(format!("{round}.db")).display());
        let imports: Vec<_> = (0..3).map(|_| intake(&feed, &url).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()).collect();
        for child in imports {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let db = store::Db::open(&url).unwrap();
        assert_eq!(db.read_now(|c| c.one::<i64>("SELECT count(*) FROM cases", &[])).unwrap(), 1);
    }
}

#[test]
fn two_different_files_about_the_same_people_at_once() {
    on_both(|scratch| {
        let rows = |letter: &str| -> Vec<FeedRow> {
            let victim = |n: usize| row(&format!("{letter}{n}")).somebody(n);
            (0..1_500).map(victim).collect()
        };
        let answers: Vec<_> = std::thread::scope(|scope| {
            let takes = |letter: &'static str| scope.spawn(move || hub(scratch, "example").takes(MONDAY, &rows(letter)));
            let both = [takes("A"), takes("B")];
            both.into_iter().flat_map(|taken| taken.join().unwrap()).collect()
        });
        let count = |outcome: &str| outcomes(&answers).into_iter().filter(|each| *each == outcome).count();
        assert_eq!((count("opened"), count("attached")), (1_500, 1_500), "each person once");
        assert_eq!(hub(scratch, "example").counts("SELECT count(*) FROM people"), 1_500);
    });
}

const END_IMPORTS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name = 'onedoor'";

#[test]
fn a_connection_lost_again_and_again_is_made_again() {
    let month = month();
    let expected = undisturbed(&month, &postgres());
    let scratch = postgres();
    let mut child = intake(&month.feed(), &scratch.url).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut ended = 0;
    while still_runs(&mut child) {
        std::thread::sleep(Duration::from_millis(if ended % 3 == 2 { 60 } else { 350 + 70 * (ended % 5) }));
        if ended < 12 {
            store::outside_transaction(&scratch.owner_url, END_IMPORTS).unwrap();
            ended += 1;
        }
    }
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(ended > 2, "the import was over before its connection was lost {ended} times");
    assert_same("connection lost", &expected, &state(&postgres_again(&scratch)));
}

/// The sessions of the test's own pool were ended too.
fn postgres_again(scratch: &Scratch) -> store::Db {
    store::Db::open_as_is(&scratch.url).unwrap()
}

/// Stands between the program and PostgreSQL and swallows the answer to some COMMITs, so that nobody knows whether they were kept.
struct Forgetful {
    folder: tempfile::TempDir,
    swallowed: Arc<AtomicU32>,
    stop: Arc<AtomicBool>,
}

fn forgetful(server: &Path) -> Forgetful {
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
    let (swallowed, stop) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicBool::new(false)));
    let (commits, server) = (Arc::new(AtomicU32::new(0)), server.to_owned());
    let (counted, stopped) = (Arc::clone(&swallowed), Arc::clone(&stop));
    std::thread::spawn(move || {
        for client in listener.incoming() {
            if stopped.load(Ordering::SeqCst) {
                return;
            }
            let (client, server) = (client.unwrap(), UnixStream::connect(&server).unwrap());
            let forget = Arc::new(AtomicBool::new(false));
            pass_on(client.try_clone().unwrap(), server.try_clone().unwrap(), {
                let (forget, commits) = (Arc::clone(&forget), Arc::clone(&commits));
                move |bytes| {
                    // The driver sends COMMIT as a query of its own. Every second one is answered to nobody.
                    if bytes.windows(7).any(|word| word == b"COMMIT\0") && commits.fetch_add(1, Ordering::SeqCst) % 2 == 1 {
                        forget.store(true, Ordering::SeqCst);
                    }
                    true
                }
            });
            let counted = Arc::clone(&counted);
            pass_on(server, client, move |_| {
                let forgets = forget.load(Ordering::SeqCst);
                if forgets {
                    counted.fetch_add(1, Ordering::SeqCst);
                }
                !forgets
            });
        }
    });
    Forgetful { folder, swallowed, stop }
}

/// Passes bytes on until one side ends, or `look` says no; then both are ended.
fn pass_on(mut from: UnixStream, mut to: UnixStream, look: impl Fn(&[u8]) -> bool + Send + 'static) {
    std::thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length) = from.read(&mut buffer) {
            if length == 0 || !look(&buffer[..length]) || to.write_all(&buffer[..length]).is_err() {
                break;
            }
        }
        drop(from.shutdown(std::net::Shutdown::Both));
        drop(to.shutdown(std::net::Shutdown::Both));
    });
}

#[test]
fn a_commit_whose_answer_is_lost_is_neither_done_twice_nor_told_wrongly() {
    let scratch = postgres();
    // Whoever serves may not ask the server about itself.
    let owner = store::Db::open_as_is(&scratch.owner_url).unwrap();
    let server: std::path::PathBuf =
        owner.read_now(|c| c.one::<String>("SELECT current_setting('unix_socket_directories')", &[])).unwrap().into();
    let between = forgetful(&server.join(".s.PGSQL.5432"));
    let encoded = |path: &Path| path.to_str().unwrap().replace('/', "%2F");
    let url = scratch.url.replace(&encoded(&server), &encoded(between.folder.path()));
    assert_ne!(url, scratch.url, "the address names the socket's folder");
    let through = store::Db::open_as_is(&url).unwrap();
    let rows: Vec<FeedRow> = (0..4_500).map(|n| row(&format!("R{n}")).name("Ann", &format!("Lee{n}")).mobile("07700 900001")).collect();
    let answers = hub_on(&through, hub(&scratch, "example").profile).takes(MONDAY, &rows);
    between.stop.store(true, Ordering::SeqCst);
    assert!(between.swallowed.load(Ordering::SeqCst) >= 2, "some answers were lost");
    assert!(outcomes(&answers).iter().all(|outcome| *outcome == "opened"), "each row is answered with what became of it");
    let kept: i64 = scratch.db.read_now(|c| c.one("SELECT count(*) FROM cases", &[])).unwrap();
    assert_eq!(kept, 4_500);
    let other = postgres();
    hub(&other, "example").takes(MONDAY, &rows);
    assert_same("answers lost", &state(&other.db), &state(&scratch.db));
}

#[test]
fn a_database_that_is_gone_for_good_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let feed = folder.path().join("transfer.csv");
    std::fs::write(&feed, csv(&[row("R1").name("Ann", "Lee")])).unwrap();
    let output = intake(&feed, "postgres://somebody:s3cret@127.0.0.1:1/nothing").output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("cannot be reached") && !said.contains("s3cret"), "{said}");
}

/// On a disk that is really small, in a mount namespace of its own. Where none may be made the test says so and ends.
#[test]
fn a_disk_that_fills_up_in_mid_import() {
    let month = month();
    let expected = undisturbed(&month, &sqlite());
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    // One shell makes the disk, fills it, imports, makes room and imports again; what it kept is then fetched from it.
    let script = r#"
        mount -t tmpfs -o size=40m none "$1" || exit 99
        head -c 30000000 /dev/zero > "$1/ballast"
        "$2" intake "$3" --profile example --as-of 2026-11-24T10:00:00Z --database "sqlite:$1/onedoor.db" 2> "$4/said"
        echo $? > "$4/first"
        rm "$1/ballast"
        "$2" intake "$3" --profile example --as-of 2026-11-24T10:00:00Z --database "sqlite:$1/onedoor.db" 2> "$4/said-again"
        echo $? > "$4/second"
        cp "$1"/onedoor.db* "$4"
    "#;
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c", script, "sh"]).arg(&disk).arg(program()).arg(month.feed());
    let output =
        command.arg(folder.path()).env("ONEDOOR_KEYS", testkit::hub_walls::key_file()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
    if read("first").is_empty() {
        eprintln!("no mount namespace here ({output:?}): an import on a full disk was not tried");
        return;
    }
    assert_eq!(read("first"), "1\n");
    let said = read("said");
    assert!(said.contains("disk") && said.contains("full") && said.contains("make room"), "{said}");
    assert_eq!((read("second").as_str(), read("said-again").as_str()), ("0\n", ""));
    let kept = store::Db::open(&format!("sqlite:{}", folder.path().join("onedoor.db").display())).unwrap();
    assert_same("the disk was full", &expected, &state(&kept));
}

#[test]
fn a_transfer_that_was_begun_keeps_its_moment_of_receipt() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let rows: Vec<FeedRow> = (0..1_500).map(|n| row(&format!("R{n}")).name("Ann", &format!("Lee{n}")).mobile("07700 900001")).collect();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("transfer.csv");
        std::fs::write(&path, csv(&rows)).unwrap();
        // The answers cannot be written after the first batch: it breaks off there.
        struct Full(u32);
        impl intake::transfer::Watch for Full {
            fn placed(&mut self, _: &intake::place::Placed) -> std::io::Result<()> {
                self.0 += 1;
                if self.0 > 900 { Err(std::io::ErrorKind::StorageFull.into()) } else { Ok(()) }
            }
        }
        let broke_off = hub.reads_file_with(MONDAY, Some(MONDAY), &path, false, &mut Full(0)).unwrap_err();
        assert!(broke_off.to_string().contains("could not be written"), "{broke_off}");
        assert_eq!(hub.counts("SELECT count(*) FROM source_rows"), 1_000);
        // Another moment, said outright, contradicts what was begun.
        let mut answers = super::Answers::default();
        let error = hub.reads_file_with(TUESDAY, Some(TUESDAY), &path, false, &mut answers).unwrap_err().to_string();
        assert!(error.contains("2026-11-23T10:00:00Z"), "{error}");
        assert!(answers.0.is_empty());
        // Without one, it goes on as it was begun.
        hub.reads_file_with(TUESDAY, None, &path, false, &mut answers).unwrap();
        assert_eq!(outcomes(&answers.0).into_iter().filter(|outcome| *outcome == "unchanged").count(), 1_000);
        let moments = "SELECT CAST(count(DISTINCT received_at) AS BIGINT) FROM source_rows";
        assert_eq!((hub.counts("SELECT count(*) FROM source_rows"), hub.counts(moments)), (1_500, 1));
        assert_eq!(hub.counts("SELECT CAST(count(DISTINCT due_at) AS BIGINT) FROM dues"), 1);
        // Finished, it is done with, whenever it comes again.
        let again = hub.takes(TUESDAY, &rows);
        assert!(outcomes(&again).iter().all(|outcome| *outcome == "unchanged"));
    });
}

/// Monday's file, by a slip of somebody's, is run once more after Tuesday's.
#[test]
fn an_old_file_run_again_does_not_bring_old_facts_back() {
    on_both(|scratch| {
        let hub = hub(scratch, "hampshire");
        let ann = |number: &str| row("R1").name("Ann", "Lee").mobile(number).flags("domestic_abuse").safe("text");
        let first = hub.takes_one(MONDAY, ann("07700 900001"));
        hub.takes_one(TUESDAY, ann("07700 900002"));
        let before = state(&scratch.db);
        let again = hub.takes_one(TUESDAY, ann("07700 900001"));
        assert_eq!((again.outcome(), again.person()), ("unchanged", first.person()));
        assert_eq!(state(&scratch.db), before, "the old number is not hers any more");
    });
}

/// A row that is changed within one file: run again, the file does not go through its history once more.
#[test]
fn a_file_in_which_a_row_comes_twice_is_done_with_once() {
    on_both(|scratch| {
        let hub = hub(scratch, "example");
        let rows = [row("R1").name("Ann", "Lee").mobile("07700 900001"), row("R1").name("Ann", "Lee").mobile("07700 900002")];
        assert_eq!(outcomes(&hub.takes(MONDAY, &rows)), ["opened", "updated"]);
        let before = state(&scratch.db);
        for at in [MONDAY, TUESDAY] {
            assert_eq!(outcomes(&hub.takes(at, &rows)), ["unchanged", "unchanged"]);
            assert_eq!(state(&scratch.db), before);
        }
        finish_is_quiet(scratch);
    });
}

fn finish_is_quiet(scratch: &Scratch) {
    let folder = tempfile::tempdir().unwrap();
    let feed = folder.path().join("transfer.csv");
    std::fs::write(&feed, csv(&[row("R9").name("Bob", "Ray")])).unwrap();
    finish(&feed, &scratch.url);
    finish(&feed, &scratch.url);
}
