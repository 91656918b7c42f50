//! Somebody with several records comes back: no second case opens beside one that is open.

use access::kind;
use casework::come_back::{Return, come_back};
use casework::record::{CaseState, Ending};
use casework::{Error, Refused};
use testkit::databases::on_both;

use super::{NO_TEXTS, after, join, manager, part};
use crate::casework::BURGLARY;
use crate::hub::shipped;
use crate::roof::{Roof, roof};

fn closes(roof: &Roof, given_name: &str, minutes: i64) {
    let case = roof.story.case_of(given_name);
    let close = roof.act::<kind::CloseCase, _>(&roof.story.lead, case, after(minutes), |tx, ids, permit| {
        casework::close::close(tx, ids, permit, &shipped("example"), (Ending::Completed, None))
    });
    close.unwrap();
}

fn comes_back(roof: &Roof, given_name: &str, minutes: i64) -> Result<(), Error> {
    let case = roof.story.case_of(given_name);
    roof.act::<kind::ReopenCase, _>(&roof.story.sam, case, after(minutes), |tx, ids, permit| {
        come_back(tx, ids, permit, &shipped("example"), &Return::default())
    })
}

fn open_elsewhere(outcome: &Result<(), Error>) -> bool {
    matches!(outcome, Err(Error::Refused(Refused::OpenElsewhere)))
}

#[test]
fn no_case_opens_beside_one_that_is_open_on_another_record_of_theirs() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mona = manager(&roof, "mona", after(0));
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        closes(&roof, "Amina", 2);
        let back = comes_back(&roof, "Amina", 3);
        assert!(open_elsewhere(&back), "{back:?}");
        assert_eq!(roof.read(&roof.story.sam, "Amina", after(4)).unwrap().case.state, CaseState::Closed);

        closes(&roof, "Edna", 5);
        comes_back(&roof, "Amina", 6).expect("now none is open");
        let other = comes_back(&roof, "Edna", 7);
        assert!(open_elsewhere(&other), "{other:?}");
        part(&roof, &mona, "Edna", "Amina", after(8)).unwrap().unwrap();
        comes_back(&roof, "Edna", 9).expect("they are two people");
    });
}

#[test]
fn a_case_that_whoever_lets_them_in_may_not_see_is_open_all_the_same() {
    on_both(|scratch| {
        let roof = roof(scratch, &[BURGLARY, NO_TEXTS]);
        let mona = manager(&roof, "mona", after(0));
        join(&roof, &mona, "Amina", "Edna", after(1)).unwrap().unwrap();
        closes(&roof, "Amina", 2);
        roof.set("UPDATE cases SET team = 'counselling' WHERE id = $1", roof.story.case_of("Edna"));
        assert!(roof.read(&roof.story.sam, "Edna", after(3)).is_none(), "a partner works it");
        let back = comes_back(&roof, "Amina", 4);
        assert!(open_elsewhere(&back), "{back:?}");
    });
}
