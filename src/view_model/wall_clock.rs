//! The time of day at which something in a recording happened, in the zone of the machine that
//! recorded it.

use crate::events::Nanos;
use crate::events::format::Header;
use crate::text::{Lang, recorded as say};

/// The machine's clock at a recording's zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WallClock {
    /// Unix time, in nanoseconds.
    zero: i128,
    /// The zone: minutes east of UTC.
    offset: i64,
}

/// A day and a time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: u32,
    /// The day of the month, from 1.
    pub day: u32,
    /// The hour.
    pub hour: i64,
    /// The minute.
    pub minute: i64,
    /// The second.
    pub second: i64,
    /// The millisecond.
    pub milli: i64,
}

const DAY: i128 = 86_400;

/// Unix time up to the year 9999: what lies outside is no clock of a machine.
const MACHINES: std::ops::RangeInclusive<f64> = 0.0..=253_402_300_799.0;

impl WallClock {
    /// That of a recording; none where it does not say what its zero was.
    pub fn of(header: &Header) -> Option<Self> {
        let epoch = header.epoch.filter(|epoch| MACHINES.contains(epoch))?;
        Some(Self {
            zero: (epoch * 1e9) as i128,
            offset: header.recorded.as_deref().and_then(offset).unwrap_or(0),
        })
    }

    /// What it says at a time of the recording.
    pub fn at(&self, when: Nanos) -> Moment {
        let nanos = self.zero + i128::from(when.0) + i128::from(self.offset) * 60_000_000_000;
        let (seconds, rest) = (
            nanos.div_euclid(1_000_000_000),
            nanos.rem_euclid(1_000_000_000),
        );
        let (days, of_day) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY) as i64);
        let (year, month, day) = date(days as i64);
        Moment {
            year,
            month,
            day,
            hour: of_day / 3_600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
            milli: (rest / 1_000_000) as i64,
        }
    }

    /// The time of day to the millisecond: `14:03:15.760`
    pub fn time(&self, when: Nanos) -> String {
        let at = self.at(when);
        format!("{}.{:03}", of_day(&at), at.milli)
    }

    /// `27 November 2026, 14:03:11 to 14:03:23 (UTC+1)`
    pub fn span(&self, from: Nanos, to: Nanos, lang: Lang) -> String {
        let (first, last) = (self.at(from), self.at(to));
        let day = |at: &Moment| say::day(lang, at.year, at.month, at.day);
        let same_day = (first.year, first.month, first.day) == (last.year, last.month, last.day);
        let until = match same_day {
            true => of_day(&last),
            false => say::at(lang, &day(&last), &of_day(&last)),
        };
        let from = say::at(lang, &day(&first), &of_day(&first));
        say::span(lang, &from, &until, &zone(self.offset))
    }
}

fn of_day(at: &Moment) -> String {
    format!("{:02}:{:02}:{:02}", at.hour, at.minute, at.second)
}

/// `UTC`, `UTC+1`, `UTC+5:30`
fn zone(offset: i64) -> String {
    let sign = if offset < 0 { '\u{2212}' } else { '+' };
    let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
    match (hours, minutes) {
        (0, 0) => "UTC".to_owned(),
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

/// The zone at the end of an ISO 8601 time, in minutes east of UTC: `+05:30`, `Z`.
fn offset(recorded: &str) -> Option<i64> {
    if recorded.ends_with(['Z', 'z']) {
        return Some(0);
    }
    // Only behind the time: a date has dashes too.
    let time = recorded.split_once(['T', ' '])?.1;
    let at = time.rfind(['+', '-'])?;
    let zone = &time[at..];
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let hours: i64 = digits.get(..2)?.parse().ok()?;
    let minutes: i64 = digits.get(2..4).unwrap_or("0").parse().ok()?;
    (hours <= 26 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// Year, month and day of a day counted from 1 January 1970, in the Gregorian calendar: the
/// algorithm `civil_from_days` of Howard Hinnant.
fn date(days: i64) -> (i64, u32, u32) {
    let from_march = days + 719_468;
    let era = from_march.div_euclid(146_097);
    let day_of_era = from_march.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month as u32, day as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(epoch: f64, offset: i64) -> WallClock {
        WallClock {
            zero: (epoch * 1e9) as i128,
            offset,
        }
    }

    #[test]
    fn a_moment_is_told_in_the_zone_of_the_machine_that_recorded() {
        let clock = clock(1_795_784_591.0, 60);
        assert_eq!(clock.time(Nanos(4_760_000_000)), "14:03:15.760");
        let span = clock.span(Nanos::ZERO, Nanos(12_412_000_000), Lang::En);
        assert_eq!(span, "27 November 2026, 14:03:11 to 14:03:23 (UTC+1)");
    }

    #[test]
    fn a_recording_that_goes_past_midnight_says_both_days() {
        let clock = clock(1_709_251_199.0, 0);
        let span = clock.span(Nanos::ZERO, Nanos(2_000_000_000), Lang::En);
        assert_eq!(
            span,
            "29 February 2024, 23:59:59 to 1 March 2024, 00:00:01 (UTC)"
        );
    }

    #[test]
    fn the_zone_is_read_from_the_end_of_an_iso_time() {
        let known = [
            ("2026-11-30T01:45:00+00:00", Some(0)),
            ("2026-11-30T01:45:00Z", Some(0)),
            ("2026-11-30T01:45:00.123+05:30", Some(330)),
            ("2026-11-30T01:45:00-0800", Some(-480)),
            ("2026-11-30 01:45:00+01", Some(60)),
            ("2026-11-30T01:45:00", None),
            ("2026-11-30", None),
            ("", None),
            ("T+", None),
            ("T+９９", None),
        ];
        for (written, minutes) in known {
            assert_eq!(offset(written), minutes, "{written}");
        }
        assert_eq!(zone(330), "UTC+5:30");
        assert_eq!(zone(-480), "UTC\u{2212}8");
    }
}
