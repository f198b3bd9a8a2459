//! How far the labels of a time axis stand apart, and how many digits they have.

use crate::events::Nanos;

/// The smallest of 1, 2 or 5 times a power of ten that is at least so many seconds, in ns; above a
/// minute, parts of minutes, hours and days.
pub(super) fn nice_step(seconds: f64) -> i64 {
    let least = (seconds * 1e9).max(1.0);
    let mut unit = 1i64;
    while unit <= 10_000_000_000 {
        for times in [1, 2, 5] {
            if (unit * times) as f64 >= least && unit * times <= 30_000_000_000 {
                return unit * times;
            }
        }
        unit *= 10;
    }
    let second = 1_000_000_000;
    let minutes = [60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400];
    let fitting = minutes.iter().find(|s| (**s * second) as f64 >= least);
    if let Some(step) = fitting {
        return step * second;
    }
    let day = 86_400 * second;
    let mut days = day;
    while (days as f64) < least && days < i64::MAX / 20 {
        days *= 10;
    }
    days
}

pub(super) fn step_decimals(step: i64) -> usize {
    let mut decimals = 9;
    let mut unit = step;
    while decimals > 1 && unit % 10 == 0 {
        unit /= 10;
        decimals -= 1;
    }
    decimals
}

pub(super) fn tick_label(when: Nanos, decimals: usize) -> String {
    let all = when.to_string();
    format!("{} s", &all[..all.len() - (9 - decimals)])
}
