//! One name in several scripts, one date in several orders, and names of one letter.

use linkage::{Layout, Model, Register, Thresholds, Verdict, verdict};

use crate::people::ids;

fn level(field: &str, a: &[&str], b: &[&str]) -> &'static str {
    let register: Register<u32> = Register::new(&Layout::person(), Model::uk());
    register.explain(a, b).fields.iter().find(|told| told.name == field).unwrap().level
}

#[test]
fn a_name_in_its_own_script_is_found_by_its_transliteration() {
    let names = [
        (("محمد", "رحمان"), ("Mohammed", "Rahman")),
        (("\u{202b}فاطمة\u{202c}", "شيخ"), ("Fatima", "Sheikh")),
        (("مُحَمَّد", "خان"), ("Muhammad", "Khan")),
        (("خديجة", "علي"), ("Khadija", "Ali")),
        (("משה", "לוי"), ("Moshe", "Levi")),
        (("Олександр", "Шевченко"), ("Oleksandr", "Shevchenko")),
        (("Ελένη", "Παπαδοπούλου"), ("Eleni", "Papadopoulou")),
    ];
    for (own, plain) in names {
        let own = [own.0, "", own.1, "1984-07-19", "", "", "", "07700 900123", ""];
        let plain = [plain.0, "", plain.1, "19/07/1984", "", "", "", "+44 7700 900123", ""];
        for field in ["given_name", "family_name"] {
            assert_ne!(level(field, &own, &plain), "different", "{field} {own:?}");
        }
        for (known, asked) in [(own, plain), (plain, own)] {
            let mut register = Register::new(&Layout::person(), Model::uk());
            register.put(1, &[&known]);
            let found = register.best(&asked, 3);
            assert_eq!(ids(&found), [1]);
            assert!(found[0].weighed.probability > 0.9, "{asked:?} {:?}", found[0].weighed);
        }
    }
}

#[test]
fn marks_that_only_steer_or_voice_the_text_change_nothing() {
    let plain = ["محمد", "", "حسن", "1984-07-19"];
    let marked = ["\u{200f}مُحَمَّد\u{200f}", "", "\u{202b}حَسَن\u{202c}", "\u{200f}١٩/٠٧/١٩٨٤"];
    let register: Register<u32> = Register::new(&Layout::person(), Model::uk());
    assert_eq!(register.explain(&plain, &marked), register.explain(&plain, &plain));
    let (composed, apart) = (["Si\u{e2}n", "", "Ll\u{177}r"], ["Sia\u{302}n", "", "Lly\u{302}r"]);
    assert_eq!(register.explain(&composed, &apart), register.explain(&composed, &composed));
}

#[test]
fn a_day_is_the_same_day_in_three_orders() {
    let orders = ["1984-07-19", "19/07/1984", "07/19/1984", "19840719", "19 July 1984", "19.7.84"];
    for one in orders {
        for other in orders {
            assert_eq!(level("date_of_birth", &["", "", "", one], &["", "", "", other]), "the same day", "{one} {other}");
        }
    }
    let mut register = Register::new(&Layout::person(), Model::uk());
    register.put(1, &[&["Emma", "", "Hartley", "1984-07-19", "F", "", "", "07700 900123", ""]]);
    for order in orders {
        assert_eq!(ids(&register.best(&["Emma", "", "Hartley", order], 3)), [1], "{order}");
    }
}

#[test]
fn day_and_month_written_the_other_way_about_are_close() {
    assert_eq!(level("date_of_birth", &["", "", "", "1984-07-09"], &["", "", "", "1984-09-07"]), "day and month swapped");
    let mut register = Register::new(&Layout::person(), Model::uk());
    register.put(1, &[&["Emma", "", "Hartley", "1984-07-09"]]);
    assert_eq!(ids(&register.best(&["Emma", "", "Hartley", "1984-09-07"], 3)), [1]);
}

#[test]
fn names_of_one_letter_are_names() {
    let mut register = Register::new(&Layout::person(), Model::uk());
    register.put(1, &[&["U", "", "O", "1984-07-19", "F", "", "", "07700 900123", ""]]);
    register.put(2, &[&["James", "", "Hartley", "1990-02-03", "M", "", "", "07700 900456", ""]]);
    let found = register.best(&["U", "", "O", "1984-07-19", "F", "", "", "07700 900123", ""], 3);
    assert_eq!(found[0].id, 1);
    assert!(found[0].weighed.probability > 0.9, "{:?}", found[0].weighed);
    let initial = register.best(&["J", "", "Hartley", "1990-02-03", "M"], 3);
    assert_eq!(ids(&initial), [2]);
    assert_eq!(level("given_name", &["J"], &["James"]), "only the first letter is known, and it fits");
    assert_eq!(level("given_name", &["K"], &["James"]), "different");
}

#[test]
fn a_letter_and_a_common_name_are_not_enough_to_decide() {
    let mut register = Register::new(&Layout::person(), Model::uk());
    register.put(1, &[&["John", "", "Smith", "", "M", "4 Mill Lane", "LS1 1AA", "", ""]]);
    let found = register.best(&["J", "", "Smith", "", "", "4 Mill Lane", "LS1 1AA", "", ""], 3);
    assert_eq!(ids(&found), [1]);
    assert!(!matches!(verdict(&found, &Thresholds::default()), Verdict::Same(_)), "{found:?}");
}

#[test]
fn a_name_in_a_script_without_vowels_is_not_different_from_its_transliteration() {
    let names = [("عائشة", "Aisha"), ("عثمان", "Usman"), ("יוסף", "Yosef"), ("כהן", "Cohen")];
    let wrong: Vec<_> = names.into_iter().filter(|(own, plain)| level("given_name", &[own], &[plain]) == "different").collect();
    assert!(wrong.is_empty(), "{} of {} are called different: {wrong:?}", wrong.len(), names.len());
}
