use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday, date, time};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

fn office() -> WorkingTime {
    WorkingTime::england_and_wales(time(9, 0, 0, 0), time(17, 0, 0, 0))
}

/// A moment as London's clocks show it, with its offset where the clock alone does not say.
fn at(text: &str) -> Timestamp {
    match text.parse::<Timestamp>() {
        Ok(exact) => exact,
        Err(_) => text.parse::<jiff::civil::DateTime>().unwrap().to_zoned(LONDON.clone()).unwrap().timestamp(),
    }
}

#[track_caller]
fn ends(limit: &str, from: &str, end: &str) {
    assert_eq!(london(office().due(TimeLimit::parse(limit).unwrap(), at(from))), london(at(end)), "{limit} from {from}");
}

#[test]
fn hours_are_elapsed_time_also_over_the_clock_change() {
    ends("24h", "2026-03-28T12:00", "2026-03-29T13:00");
    ends("24h", "2026-10-24T12:00", "2026-10-25T11:00");
    ends("24h", "2026-12-24T18:00", "2026-12-25T18:00");
    // The hour from 01:00 comes twice on 25 October 2026: in summer time and again in winter time.
    ends("1h", "2026-10-25T01:30:00+01:00", "2026-10-25T01:30:00+00:00");
    ends("1h", "2026-03-29T00:30:00+00:00", "2026-03-29T02:30");
}

#[test]
fn working_days_end_at_closing_whatever_day_they_start_on() {
    ends("1wd", "2026-11-23T08:00", "2026-11-24T17:00");
    ends("1wd", "2026-11-23T23:59", "2026-11-24T17:00");
    ends("2wd", "2026-11-19T12:00", "2026-11-23T17:00");
    ends("2wd", "2026-11-21T12:00", "2026-11-24T17:00");
    ends("2wd", "2026-11-22T12:00", "2026-11-24T17:00");
    // Over both clock changes closing time stays 17:00 on the clock.
    ends("1wd", "2026-03-27T16:00", "2026-03-30T16:00:00Z");
    ends("1wd", "2026-10-23T16:00", "2026-10-26T17:00:00Z");
}

#[test]
fn the_day_of_receipt_is_londons_day() {
    // Half past midnight on Tuesday in London is still Monday in UTC.
    ends("1wd", "2026-06-01T23:30:00Z", "2026-06-03T17:00");
    ends("1wd", "2026-06-01T22:30:00Z", "2026-06-02T17:00");
}

#[test]
fn late_on_friday_before_a_bank_holiday_weekend() {
    ends("24h", "2026-05-01T23:30", "2026-05-02T23:30");
    ends("1wd", "2026-05-01T23:30", "2026-05-05T17:00");
    ends("8wh", "2026-05-01T23:30", "2026-05-05T17:00");
    ends("9wh", "2026-05-01T23:30", "2026-05-06T10:00");
    // Easter takes Friday and Monday.
    ends("1wd", "2026-04-02T10:00", "2026-04-07T17:00");
    ends("8wh", "2026-04-02T16:00", "2026-04-07T16:00");
}

#[test]
fn christmas_2027_falls_on_a_weekend_and_is_made_good_on_monday_and_tuesday() {
    ends("1wd", "2027-12-24T12:00", "2027-12-29T17:00");
    ends("2wd", "2027-12-25T12:00", "2027-12-30T17:00");
    ends("8wh", "2027-12-24T13:00", "2027-12-29T13:00");
    // New Year's Day 2028 is a Saturday.
    ends("2wd", "2027-12-30T12:00", "2028-01-04T17:00");
}

#[test]
fn working_hours_as_the_feed_describes_them() {
    ends("48wh", "2026-11-23T10:00", "2026-12-01T10:00");
    ends("48wh", "2026-11-21T12:00", "2026-11-30T17:00");
    ends("48wh", "2026-11-23T09:00", "2026-11-30T17:00");
    ends("48wh", "2026-11-23T03:00", "2026-11-30T17:00");
}

#[test]
fn working_hours_that_end_with_the_day_end_at_closing() {
    ends("1wh", "2026-11-23T16:00", "2026-11-23T17:00");
    ends("1wh", "2026-11-23T16:00:01", "2026-11-24T09:00:01");
    ends("1wh", "2026-11-23T17:00", "2026-11-24T10:00");
    ends("8wh", "2026-11-23T17:00", "2026-11-24T17:00");
    ends("1wh", "2026-11-23T10:00:00.123456789", "2026-11-23T11:00:00.123456789");
}

#[test]
fn working_hours_over_the_clock_changes() {
    ends("4wh", "2026-03-27T15:00", "2026-03-30T11:00");
    ends("4wh", "2026-10-23T15:00", "2026-10-26T11:00");
    // In the missing and in the repeated hour nobody works.
    ends("1wh", "2026-03-29T01:00:00Z", "2026-03-30T10:00");
    ends("1wh", "2026-10-25T01:30:00+01:00", "2026-10-26T10:00");
    ends("1wh", "2026-10-25T01:30:00+00:00", "2026-10-26T10:00");
}

#[test]
fn other_opening_hours() {
    let long_days = WorkingTime::england_and_wales(time(8, 0, 0, 0), time(20, 30, 0, 0));
    let due = |limit: &str, from: &str| long_days.due(TimeLimit::parse(limit).unwrap(), at(from));
    assert_eq!(due("1wd", "2026-11-23T10:00"), at("2026-11-24T20:30"));
    assert_eq!(due("12wh", "2026-11-23T10:00"), at("2026-11-24T09:30"));
    for (opens, closes) in [(17, 9), (9, 9)] {
        assert_eq!(WorkingTime::england_and_wales(time(opens, 0, 0, 0), time(closes, 0, 0, 0)), office());
    }
}

#[test]
fn limits_stop_at_the_last_moment_that_can_be_written() {
    for limit in [TimeLimit::Hours(u16::MAX), TimeLimit::WorkingHours(u16::MAX), TimeLimit::WorkingDays(u16::MAX)] {
        assert_eq!(office().due(limit, Timestamp::MAX), Timestamp::MAX);
        assert!(office().due(limit, Timestamp::MIN) > Timestamp::MIN);
    }
    assert_eq!(office().next_weekday_at(Weekday::Monday, time(9, 0, 0, 0), Timestamp::MAX), Timestamp::MAX);
}

#[test]
fn weekly_meetings() {
    let next = |weekday, at_time, after: &str| london(office().next_weekday_at(weekday, at_time, at(after)));
    let (half_one, ten) = (time(1, 30, 0, 0), time(10, 0, 0, 0));
    assert_eq!(next(Weekday::Tuesday, ten, "2026-11-23T12:00"), london(at("2026-11-24T10:00")));
    assert_eq!(next(Weekday::Tuesday, ten, "2026-11-24T09:59"), london(at("2026-11-24T10:00")));
    assert_eq!(next(Weekday::Tuesday, ten, "2026-11-24T10:00"), london(at("2026-12-01T10:00")), "strictly after");
    assert_eq!(next(Weekday::Monday, ten, "2026-11-24T10:00"), london(at("2026-11-30T10:00")));
    assert_eq!(next(Weekday::Tuesday, ten, "2026-03-27T10:00"), london(at("2026-03-31T09:00:00Z")), "in summer time");
    assert_eq!(next(Weekday::Sunday, half_one, "2026-03-28T10:00"), london(at("2026-03-29T02:30")), "the hour that is left out");
    assert_eq!(next(Weekday::Sunday, half_one, "2026-10-24T10:00"), london(at("2026-10-25T01:30:00+01:00")), "the hour that comes twice");
    assert_eq!(next(Weekday::Sunday, half_one, "2026-10-25T01:30:00+00:00"), london(at("2026-11-01T01:30")));
}

fn bank_holidays_of(year: i16) -> BTreeSet<Date> {
    date(year, 1, 1)
        .series(jiff::ToSpan::days(1))
        .take_while(|day| day.year() == year)
        .filter(|day| bank_holidays::is_bank_holiday(*day))
        .collect()
}

#[test]
fn bank_holidays_of_a_few_years() {
    let table: [(i16, &[(i8, i8)]); 8] = [
        (1981, &[(1, 1), (4, 17), (4, 20), (5, 4), (5, 25), (7, 29), (8, 31), (12, 25), (12, 28)]),
        (1995, &[(1, 2), (4, 14), (4, 17), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)]),
        (1999, &[(1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28), (12, 31)]),
        (2002, &[(1, 1), (3, 29), (4, 1), (5, 6), (6, 3), (6, 4), (8, 26), (12, 25), (12, 26)]),
        (2011, &[(1, 3), (4, 22), (4, 25), (4, 29), (5, 2), (5, 30), (8, 29), (12, 26), (12, 27)]),
        (2022, &[(1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)]),
        (2026, &[(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
        (2027, &[(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
    ];
    for (year, days) in table {
        assert_eq!(bank_holidays_of(year), days.iter().map(|(month, day)| date(year, *month, *day)).collect(), "{year}");
    }
}

#[test]
fn bank_holidays_as_published_for_2012_to_2028() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/domain/data/bank_holidays_ew_2012_2028.csv");
    let Ok(published) = std::fs::read_to_string(path) else {
        println!("skipped: the published list is not on this machine");
        return;
    };
    let published: BTreeSet<Date> = published.lines().skip(1).map(|line| line.split(',').next().unwrap().parse().unwrap()).collect();
    assert_eq!(published.len(), 140);
    assert_eq!((2012..=2028).flat_map(bank_holidays_of).collect::<BTreeSet<_>>(), published);
}

#[test]
fn every_year_has_eight_days_off_by_rule() {
    for year in 2029..=2200 {
        let days = bank_holidays_of(year);
        assert_eq!(days.len(), 8, "{year}");
        assert!(days.iter().all(|day| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)), "{year}");
    }
}

#[test]
fn ages() {
    assert_eq!(age_on(date(2008, 2, 29), date(2026, 2, 28)), Some(17));
    assert_eq!(age_on(date(2008, 2, 29), date(2026, 3, 1)), Some(18));
    assert_eq!(age_on(date(2008, 2, 29), date(2028, 2, 29)), Some(20));
    assert_eq!(age_on(date(2008, 11, 24), date(2026, 11, 23)), Some(17));
    assert_eq!(age_on(date(2008, 11, 24), date(2026, 11, 24)), Some(18));
    assert_eq!(age_on(date(2026, 11, 24), date(2026, 11, 24)), Some(0));
    assert_eq!(age_on(date(2026, 11, 24), date(2026, 11, 23)), None);
    assert_eq!(age_on(date(2026, 11, 24), date(2025, 12, 31)), None);
    assert_eq!(age_on(date(1000, 1, 1), date(2026, 1, 1)), None);
}

#[test]
fn londons_day_and_clock() {
    assert_eq!(london_date(at("2026-06-30T23:30:00Z")), date(2026, 7, 1));
    assert_eq!(london_date(at("2026-12-31T23:30:00Z")), date(2026, 12, 31));
    assert_eq!(london(at("2026-06-30T23:30:00Z")).to_string(), "2026-07-01T00:30:00+01:00[Europe/London]");
}

/// The compiled-in clock changes are the real ones, also for the years of old records.
#[test]
fn compiled_in_clock_changes_agree_with_the_time_zone_database() {
    let Ok(database) = TimeZone::get("Europe/London") else {
        println!("skipped: this machine has no time zone database");
        return;
    };
    let mut moment = at("1978-01-01T00:00:00Z");
    while moment < at("2060-01-01T00:00:00Z") {
        assert_eq!(LONDON.to_datetime(moment), database.to_datetime(moment), "{moment}");
        moment += SignedDuration::from_hours(1);
    }
}

fn any_moment() -> impl Strategy<Value = Timestamp> {
    // 1978 to 2100, to the second.
    (252_460_800_i64..4_102_444_800).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn any_limit() -> impl Strategy<Value = TimeLimit> {
    prop_oneof![
        (1..500_u16).prop_map(TimeLimit::Hours),
        (1..500_u16).prop_map(TimeLimit::WorkingHours),
        (1..60_u16).prop_map(TimeLimit::WorkingDays)
    ]
}

fn any_hours() -> impl Strategy<Value = WorkingTime> {
    (0..24_i8, 0..24_i8, 0..60_i8)
        .prop_map(|(opens, closes, minute)| WorkingTime::england_and_wales(time(opens, 0, 0, 0), time(closes, minute, 0, 0)))
}

#[test]
fn it_is_open_from_opening_until_closing_on_working_days() {
    let hours = office();
    for (moment, open) in [
        ("2026-11-23T08:59:59Z", false),
        ("2026-11-23T09:00:00Z", true),
        ("2026-11-23T16:59:59Z", true),
        ("2026-11-23T17:00:00Z", false),
        // Summer time: nine in London is eight in UTC.
        ("2026-07-20T08:00:00Z", true),
        ("2026-07-20T16:00:00Z", false),
        // A Sunday; Christmas Day.
        ("2026-11-22T12:00:00Z", false),
        ("2026-12-25T12:00:00Z", false),
    ] {
        assert_eq!(hours.is_open(at(moment)), open, "{moment}");
    }
    assert_eq!(crate::london_midnight(date(2026, 7, 20)), Some(at("2026-07-19T23:00:00Z")));
}

#[test]
fn a_day_in_london_ends_where_the_next_begins_also_when_the_clocks_change() {
    for (day, end) in [
        (date(2026, 1, 15), "2026-01-16T00:00:00Z"),
        (date(2026, 7, 1), "2026-07-01T23:00:00Z"),
        (date(2026, 12, 1), "2026-12-02T00:00:00Z"),
        // 29 March has 23 hours and 25 October 25: midnight before and after it stands at another distance from Greenwich.
        (date(2026, 3, 28), "2026-03-29T00:00:00Z"),
        (date(2026, 3, 29), "2026-03-29T23:00:00Z"),
        (date(2026, 10, 24), "2026-10-24T23:00:00Z"),
        (date(2026, 10, 25), "2026-10-26T00:00:00Z"),
    ] {
        assert_eq!(crate::london_day_end(day), at(end), "{day}");
    }
    assert_eq!(crate::london_day_end(Date::MAX), Timestamp::MAX, "the last day that can be written has no morrow");
}

proptest! {
    #[test]
    fn a_limit_never_ends_before_it_starts(hours in any_hours(), limit in any_limit(), from in any_moment()) {
        prop_assert!(hours.due(limit, from) > from);
    }

    #[test]
    fn every_moment_lies_in_its_day_in_london(moment in any_moment()) {
        let day = london_date(moment);
        prop_assert!(crate::london_midnight(day).unwrap() <= moment && moment < crate::london_day_end(day));
        prop_assert_eq!(crate::london_midnight(day.tomorrow().unwrap()), Some(crate::london_day_end(day)));
    }

    #[test]
    fn who_comes_later_is_never_due_earlier(hours in any_hours(), limit in any_limit(), from in any_moment(), later in 0..1_000_000_i64) {
        prop_assert!(hours.due(limit, from) <= hours.due(limit, from + SignedDuration::from_secs(later)));
    }

    #[test]
    fn working_days_end_at_closing_on_a_working_day(hours in any_hours(), days in 1..60_u16, from in any_moment()) {
        // A closing time in the hour that a Sunday leaves out cannot matter: nobody works on Sundays.
        let end = london(hours.due(TimeLimit::WorkingDays(days), from));
        prop_assert_eq!(end.time(), hours.closes);
        prop_assert!(hours.is_working_day(end.date()));
        let between = london_date(from).tomorrow().unwrap().series(jiff::ToSpan::days(1)).take_while(|day| *day <= end.date());
        prop_assert_eq!(between.filter(|day| hours.is_working_day(*day)).count(), usize::from(days));
    }

    /// Against the plainest reading of the rule: walk through the minutes and count those in which people work.
    #[test]
    fn working_hours_count_the_minutes_in_which_people_work(limit in 1..60_u16, minute in 0..6_307_200_i64) {
        let hours = office();
        let from = at("2019-01-01T00:00:00Z") + SignedDuration::from_mins(minute);
        let (mut now, mut worked) = (from, 0);
        while worked < i64::from(limit) * 60 {
            let local = london(now);
            worked += i64::from(hours.is_working_day(local.date()) && (9..17).contains(&local.hour()));
            now += SignedDuration::from_mins(1);
        }
        prop_assert_eq!(hours.due(TimeLimit::WorkingHours(limit), from), now);
    }

    #[test]
    fn a_meeting_is_the_next_of_its_weekday(weekday in 1..=7_i8, hour in 3..24_i8, after in any_moment()) {
        let weekday = Weekday::from_monday_one_offset(weekday).unwrap();
        let meeting = office().next_weekday_at(weekday, time(hour, 0, 0, 0), after);
        prop_assert_eq!((london(meeting).weekday(), london(meeting).time()), (weekday, time(hour, 0, 0, 0)));
        prop_assert!(meeting > after);
        prop_assert!(meeting.duration_since(after) <= SignedDuration::from_hours(7 * 24 + 1));
    }

    #[test]
    fn ages_grow_by_one_on_the_birthday(day in 0..40_000_i64, years in 1..120_i16) {
        let born = date(1900, 1, 1).checked_add(SignedDuration::from_hours(24 * day)).unwrap();
        let year = born.year() + years;
        let birthday = Date::new(year, born.month(), born.day()).unwrap_or(date(year, 3, 1));
        let completed = u8::try_from(years).unwrap();
        prop_assert_eq!(age_on(born, birthday), Some(completed));
        prop_assert_eq!(age_on(born, birthday.yesterday().unwrap()), Some(completed - 1));
    }
}
