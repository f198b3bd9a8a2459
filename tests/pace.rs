//! How loop time goes with the wall's.
#![cfg(not(target_arch = "wasm32"))]

use loopscope::events::Nanos;
use loopscope::runtime::driver::pace::{Pace, Speed};

fn secs(seconds: f64) -> Nanos {
    Nanos::from_secs(seconds)
}

#[test]
fn a_wall_delay_is_the_loop_delay_over_the_speed() {
    for (factor, delay) in [(0.1, 20_000.0), (1.0, 2000.0), (100.0, 20.0)] {
        let pace = Pace::new(secs(1.0), 500.0, Speed::Times(factor));
        assert_eq!(pace.wait(secs(3.0), 500.0), Some(delay));
        assert_eq!(pace.loop_time(500.0 + delay), secs(3.0));
    }
}

#[test]
fn a_speed_that_is_not_allowed_is_the_nearest_that_is() {
    for (asked, given) in [(0.0, 0.1), (-3.0, 0.1), (1e9, 100.0), (f64::NAN, 1.0)] {
        let pace = Pace::new(Nanos::ZERO, 0.0, Speed::Times(asked));
        assert_eq!(pace.wait(secs(1.0), 0.0), Some(1000.0 / given));
    }
}

#[test]
fn a_late_timer_does_not_make_the_next_one_late() {
    let mut pace = Pace::new(Nanos::ZERO, 0.0, Speed::Times(1.0));
    pace.forgive(secs(1.0), 1100.0);
    assert_eq!(pace.wait(secs(2.0), 1100.0), Some(900.0));
}

#[test]
fn hours_of_lateness_are_forgotten() {
    let mut pace = Pace::new(Nanos::ZERO, 0.0, Speed::Times(1.0));
    pace.forgive(secs(1.0), 3_600_000.0);
    assert_eq!(pace.wait(secs(2.0), 3_600_000.0), Some(750.0));
}

#[test]
fn a_new_speed_counts_from_the_time_shown() {
    let mut pace = Pace::new(Nanos::ZERO, 0.0, Speed::Times(1.0));
    let shown = pace.loop_time(600.0);
    pace.set_speed(Speed::Times(2.0), shown, 600.0);
    assert_eq!(pace.wait(secs(1.0), 600.0), Some(200.0));
}

#[test]
fn a_clock_that_stands_has_no_deadlines_and_loses_nothing() {
    let mut pace = Pace::new(Nanos::ZERO, 0.0, Speed::Times(1.0));
    let shown = pace.loop_time(600.0);
    pace.stand(true, shown, 600.0);
    assert_eq!(pace.wait(secs(1.0), 5000.0), None);
    assert_eq!(pace.loop_time(5000.0), secs(0.6));
    pace.stand(false, shown, 5000.0);
    assert_eq!(pace.wait(secs(1.0), 5000.0), Some(400.0));
}

#[test]
fn a_clock_that_follows_the_wall_is_at_1x_whatever_the_speed() {
    for speed in [Speed::Times(100.0), Speed::Instant] {
        let mut pace = Pace::new(secs(5.0), 0.0, speed);
        pace.follow(true, secs(5.0), 40.0);
        assert_eq!(pace.loop_time(1040.0), secs(6.0));
        assert_eq!(pace.wait(secs(7.0), 1040.0), Some(1000.0));
        pace.follow(false, secs(6.0), 1040.0);
        assert_eq!(pace.speed(), speed);
    }
}
