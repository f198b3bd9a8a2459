//! The speeds on offer, and their names.

pub use crate::runtime::driver::pace::Speed;

/// Those on offer, slowest first.
pub const SPEEDS: [Speed; 10] = [
    Speed::Times(0.1),
    Speed::Times(0.25),
    Speed::Times(0.5),
    Speed::Times(1.0),
    Speed::Times(2.0),
    Speed::Times(5.0),
    Speed::Times(10.0),
    Speed::Times(25.0),
    Speed::Times(100.0),
    Speed::Instant,
];

/// The speed until somebody chooses one.
pub const USUAL: Speed = Speed::Times(1.0);

/// The name in the storage and the address: `0.5`, `instant`.
pub fn name(speed: Speed) -> String {
    match speed {
        Speed::Times(factor) => factor.to_string(),
        Speed::Instant => "instant".to_owned(),
    }
}

/// The speed on offer of that name.
pub fn parse(given: &str) -> Option<Speed> {
    SPEEDS.into_iter().find(|speed| name(*speed) == given)
}
