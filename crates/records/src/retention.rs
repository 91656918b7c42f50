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
