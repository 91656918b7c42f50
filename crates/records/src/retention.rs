//! What is due by the hub's schedule, and when. Pure: the facts, the schedule and nothing else.

use jiff::civil::Date;
use kernel::{CaseId, Ending, Flag, FlagSet, age_on, words};
use profile::{Period, RetentionCondition, RetentionRule, RetentionStart};

words! {
    /// A step of the schedule, in the order in which they come.
    pub enum Step { Restrict = "restrict", Minimise = "minimise", Destroy = "destroy" }
}

/// What the schedule needs to know of somebody. Days are London's.
#[derive(Clone, Default)]
pub struct Kept {
    /// Their birth date, where it is known and not yet minimised.
    pub born: Option<Date>,
    /// Their cases.
    pub cases: Vec<KeptCase>,
    /// The flags of every incident of theirs.
    pub flags: FlagSet,
    /// The day the last referral came.
    pub received: Date,
    /// The last step taken on somebody who never had a case.
    pub reached: Option<Reached>,
}

/// A case of theirs.
#[derive(Clone)]
pub struct KeptCase {
    /// The case.
    pub case: CaseId,
    /// The day it was closed and why; none of an open one.
    pub closed: Option<(Date, Option<Ending>)>,
    /// The flags of its incidents.
    pub flags: FlagSet,
    /// The day of the last attempt at contact.
    pub last_contact: Option<Date>,
    /// The day the last referral to it came.
    pub received: Date,
    /// The last step taken since it was closed.
    pub reached: Option<Reached>,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept({} cases)", self.cases.len())
    }
}

/// A step that was taken, and by which rule: the steps after it follow the same rule, as what it went by may have gone with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The step.
    pub step: Step,
    /// The rule's class.
    pub class: String,
    /// The day it was counted from.
    pub counted_from: Date,
}

/// A step to take, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Due {
    /// The day from which it is to be taken.
    pub on: Date,
    /// On which case; none: on somebody who never had one.
    pub case: Option<CaseId>,
    /// What.
    pub step: Step,
    /// The class of the rule that says so.
    pub class: String,
    /// The day its period was counted from.
    pub counted_from: Date,
}

/// Every step that is still to come for somebody, the earliest first. None while a case of theirs is open, as none of what belongs to them all
/// may go then; none without a rule. Whether they are on hold is not asked here.
pub fn schedule(kept: &Kept, rules: &[RetentionRule]) -> Vec<Due> {
    if kept.cases.iter().any(|case| case.closed.is_none()) {
        return Vec::new();
    }
    let mut due: Vec<Due> = match kept.cases.as_slice() {
        [] => steps(rules, kept.reached.as_ref(), &Subject::recorded(kept), None),
        cases => cases.iter().flat_map(|case| steps(rules, case.reached.as_ref(), &Subject::of(kept, case), Some(case.case))).collect(),
    };
    due.sort();
    due
}

/// Of the steps to come those to announce on this day: due within so many days. Of several on one record that are due already only the last,
/// which takes the place of those before it.
pub fn upcoming(kept: &Kept, rules: &[RetentionRule], today: Date, notice: Period) -> Vec<Due> {
    let all = schedule(kept, rules);
    let superseded = |due: &Due| all.iter().any(|later| later.case == due.case && later.step > due.step && later.on <= today);
    let within = notice.after(today);
    all.iter().filter(|due| due.on <= within && !superseded(due)).cloned().collect()
}

/// A record as a rule looks at it.
struct Subject {
    ended: Option<Ending>,
    had_a_case: bool,
    flags: FlagSet,
    /// The day it was closed; for somebody who never had a case the day the last referral came.
    closed: Date,
    last_contact: Option<Date>,
    received: Date,
    born: Option<Date>,
}

impl Subject {
    fn of(kept: &Kept, case: &KeptCase) -> Self {
        let (closed, ended) = case.closed.unwrap_or((case.received, None));
        let KeptCase { flags, last_contact, received, .. } = *case;
        Self { ended, had_a_case: true, flags, closed, last_contact, received, born: kept.born }
    }

    fn recorded(kept: &Kept) -> Self {
        let Kept { flags, received, born, .. } = *kept;
        Self { ended: None, had_a_case: false, flags, closed: received, last_contact: None, received, born }
    }

    fn meets(&self, when: &RetentionCondition) -> bool {
        // Taken apart in full, so that a new part cannot be forgotten here.
        let RetentionCondition { endings, flags_any, under, recorded_only } = when;
        (endings.is_empty() || self.ended.is_some_and(|ended| endings.contains(&ended)))
            && (flags_any.is_empty() || self.flags.iter().any(|flag| is_or_brings(flag, flags_any)))
            && under.is_none_or(|under| self.born.and_then(|born| age_on(born, self.closed)).is_some_and(|age| age < under))
            && recorded_only.is_none_or(|recorded| recorded != self.had_a_case)
    }

    fn counted_from(&self, from: RetentionStart) -> Option<Date> {
        match from {
            RetentionStart::Closed => Some(self.closed),
            RetentionStart::LastContact => Some(self.last_contact.unwrap_or(self.closed)),
            RetentionStart::Received => Some(self.received),
            RetentionStart::Turned18 => self.born.map(eighteenth_birthday),
        }
    }
}

fn is_or_brings(flag: Flag, wanted: &[Flag]) -> bool {
    wanted.contains(&flag) || flag.brings().is_some_and(|brought| wanted.contains(&brought))
}

/// The first day on which somebody is eighteen: for one born on 29 February, 1 March.
fn eighteenth_birthday(born: Date) -> Date {
    let day = Period::Years(18).after(born);
    if age_on(born, day).is_some_and(|age| age < 18) { Period::Days(1).after(day) } else { day }
}

fn steps(rules: &[RetentionRule], reached: Option<&Reached>, subject: &Subject, case: Option<CaseId>) -> Vec<Due> {
    let fits = |rule: &&RetentionRule| match reached {
        Some(reached) => rule.class == reached.class,
        None => subject.meets(&rule.when),
    };
    // A class that the schedule knew when the step was taken, and knows no more, is kept as any other record of its kind.
    let rule = rules.iter().find(fits).or_else(|| rules.iter().find(|rule| subject.meets(&rule.when)));
    let Some(rule) = rule else { return Vec::new() };
    let settled = reached.filter(|reached| reached.class == rule.class).map(|reached| reached.counted_from);
    let Some(counted_from) = settled.or_else(|| subject.counted_from(rule.from)) else { return Vec::new() };
    let periods = [(Step::Restrict, rule.restrict_after), (Step::Minimise, rule.minimise_after), (Step::Destroy, rule.destroy_after)];
    let to_come = periods.into_iter().filter(|(step, _)| reached.is_none_or(|reached| *step > reached.step));
    let due = |step: Step, period: Period| Due { on: period.after(counted_from), case, step, class: rule.class.clone(), counted_from };
    to_come.filter_map(|(step, period)| Some(due(step, period?))).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::Id;
    use profile::Profile;
    use uuid::Uuid;

    use super::*;

    fn rules() -> Vec<RetentionRule> {
        Profile::shipped("example").unwrap().unwrap().retention
    }

    fn flags(flags: &[Flag]) -> FlagSet {
        flags.iter().copied().collect()
    }

    /// A case closed on a day for a reason.
    fn closed(on: Date, ending: Ending) -> KeptCase {
        let (case, received) = (Id::from_uuid(Uuid::from_u128(1)), date(2026, 11, 23));
        KeptCase { case, closed: Some((on, Some(ending))), flags: FlagSet::EMPTY, last_contact: None, received, reached: None }
    }

    fn with(case: KeptCase) -> Kept {
        Kept { cases: vec![case], born: Some(date(1984, 3, 27)), ..Kept::default() }
    }

    /// The steps to come, as `class step day`.
    fn told(kept: &Kept) -> Vec<String> {
        schedule(kept, &rules()).iter().map(|due| format!("{} {} {}", due.class, due.step, due.on)).collect()
    }

    #[test]
    fn every_class_of_the_example_has_its_days() {
        let on = date(2026, 12, 1);
        assert_eq!(
            told(&with(closed(on, Ending::Completed))),
            ["closed restrict 2027-12-01", "closed minimise 2032-12-01", "closed destroy 2033-12-01"]
        );
        for ending in [Ending::Declined, Ending::NotReached, Ending::NoSafeWay] {
            assert_eq!(told(&with(closed(on, ending))), ["no_contact minimise 2027-12-01", "no_contact destroy 2028-12-01"]);
        }
        for ending in [Ending::OpenedInError, Ending::OutOfScope] {
            assert_eq!(told(&with(closed(on, ending))), ["in_error minimise 2027-03-01", "in_error destroy 2027-12-01"]);
        }
        let abused = KeptCase { flags: flags(&[Flag::ChildSexualAbuse]), ..closed(on, Ending::Declined) };
        assert_eq!(told(&with(abused)), ["child_sexual_abuse restrict 2033-12-01", "child_sexual_abuse destroy 2101-12-01"]);
        let child = Kept { born: Some(date(2012, 5, 6)), ..with(closed(on, Ending::Completed)) };
        assert_eq!(told(&child), ["child destroy 2037-05-06"]);
        let recorded = Kept { received: date(2026, 11, 23), born: child.born, ..Kept::default() };
        assert_eq!(told(&recorded), ["recorded_only minimise 2027-12-23", "recorded_only destroy 2028-11-23"]);
    }

    #[test]
    fn a_step_is_announced_fourteen_days_before_and_only_the_last_of_those_overdue() {
        let kept = with(closed(date(2026, 12, 1), Ending::Declined));
        let on = |today| -> Vec<Step> { upcoming(&kept, &rules(), today, Period::Days(14)).iter().map(|due| due.step).collect() };
        assert_eq!(on(date(2027, 11, 16)), []);
        assert_eq!(on(date(2027, 11, 17)), [Step::Minimise]);
        assert_eq!(on(date(2028, 11, 17)), [Step::Minimise, Step::Destroy]);
        assert_eq!(on(date(2028, 12, 1)), [Step::Destroy]);
        assert_eq!(on(date(2090, 1, 1)), [Step::Destroy]);
    }

    #[test]
    fn leap_days_fall_on_the_last_of_february_and_birthdays_on_the_first_of_march() {
        assert_eq!(
            told(&with(closed(date(2028, 2, 29), Ending::Declined))),
            ["no_contact minimise 2029-02-28", "no_contact destroy 2030-02-28"]
        );
        assert_eq!(
            told(&with(closed(date(2026, 11, 30), Ending::OpenedInError))),
            ["in_error minimise 2027-02-28", "in_error destroy 2027-11-30"]
        );
        assert_eq!(eighteenth_birthday(date(2012, 2, 29)), date(2030, 3, 1));
        let child = Kept { born: Some(date(2012, 2, 29)), ..with(closed(date(2030, 2, 28), Ending::Completed)) };
        assert_eq!(told(&child), ["child destroy 2037-03-01"], "seventeen on the last of February");
        let adult = Kept { born: Some(date(2012, 2, 29)), ..with(closed(date(2030, 3, 1), Ending::Completed)) };
        assert!(told(&adult)[0].starts_with("closed "), "eighteen on the first of March");
    }

    #[test]
    fn an_age_that_is_not_known_is_no_childs() {
        let kept = Kept { born: None, ..with(closed(date(2026, 12, 1), Ending::Completed)) };
        assert!(told(&kept)[0].starts_with("closed "));
    }

    #[test]
    fn an_open_case_keeps_everything_and_no_schedule_destroys_nothing() {
        let mut kept = with(closed(date(2026, 12, 1), Ending::Declined));
        kept.cases.push(KeptCase { closed: None, ..closed(date(2026, 12, 1), Ending::Declined) });
        assert_eq!(told(&kept), [] as [&str; 0]);
        assert_eq!(schedule(&with(closed(date(2026, 12, 1), Ending::Declined)), &[]), []);
    }

    #[test]
    fn what_was_begun_by_a_rule_is_ended_by_it() {
        let mut case = closed(date(2026, 12, 1), Ending::Declined);
        case.reached = Some(Reached { step: Step::Minimise, class: "closed".into(), counted_from: date(2026, 1, 1) });
        assert_eq!(told(&with(case.clone())), ["closed destroy 2033-01-01"]);
        // The schedule knows that class no more.
        case.reached = Some(Reached { step: Step::Minimise, class: "gone".into(), counted_from: date(2026, 1, 1) });
        assert_eq!(told(&with(case.clone())), ["no_contact destroy 2028-12-01"]);
        case.reached = Some(Reached { step: Step::Destroy, class: "closed".into(), counted_from: date(2026, 1, 1) });
        assert_eq!(told(&with(case)), [] as [&str; 0]);
    }

    #[test]
    fn from_the_last_contact_or_the_last_referral() {
        let rule = |from| RetentionRule {
            class: "any".into(),
            when: RetentionCondition::default(),
            from,
            restrict_after: None,
            minimise_after: None,
            destroy_after: Some(Period::Years(1)),
        };
        let day = |kept: &Kept, from| schedule(kept, &[rule(from)])[0].on;
        let mut kept = with(closed(date(2026, 12, 1), Ending::Declined));
        assert_eq!(day(&kept, RetentionStart::LastContact), date(2027, 12, 1), "as closed where nobody tried");
        kept.cases[0].last_contact = Some(date(2026, 11, 25));
        assert_eq!(day(&kept, RetentionStart::LastContact), date(2027, 11, 25));
        assert_eq!(day(&kept, RetentionStart::Received), date(2027, 11, 23));
    }
}
