//! Times as the screen shows them.

use loopscope::events::Nanos;
use loopscope::view_model::format::{decimal, seconds};

#[test]
fn a_time_has_three_decimals_and_more_only_where_they_say_something() {
    for (nanos, shown) in [
        (0, "0.000"),
        (1_000_000_000, "1.000"),
        (1_250_000_000, "1.250"),
        (1_000_500_000, "1.0005"),
        (2_428_300_000, "2.4283"),
        (3_600_000_000_001, "3600.000"),
        (10_000, "0.000010"),
        (100, "0.000000100"),
        (-1_500_000_000, "-1.500"),
    ] {
        assert_eq!(decimal(Nanos(nanos)), shown);
    }
    assert_eq!(seconds(Nanos(5_000_000)), "0.005 s");
}

#[test]
fn the_noise_of_the_walls_clock_is_rounded_off() {
    assert_eq!(decimal(Nanos(664_699_999)), "0.6647");
    assert_eq!(decimal(Nanos(6_309_899_999)), "6.3099");
    assert_eq!(decimal(Nanos(2_999_999_999)), "3.000");
    assert_eq!(decimal(Nanos(-664_699_999)), "-0.6647");
    assert!(decimal(Nanos::MAX).ends_with("854775"));
}
