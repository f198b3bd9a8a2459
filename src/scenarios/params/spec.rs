//! How a scenario's file declares its parameters: once, typed.

use std::marker::PhantomData;

use super::{ParamKind, Unit, Whole};
use crate::text::Text;

/// A parameter without its name, for a field of type `T`.
#[derive(Clone, Copy, Debug)]
pub struct Spec<T> {
    /// See [`Param::label`](super::Param::label).
    pub label: Text,
    /// See [`Param::unit`](super::Param::unit).
    pub unit: Unit,
    /// See [`Param::kind`](super::Param::kind).
    pub kind: ParamKind,
    field: PhantomData<fn() -> T>,
}

impl<T> Spec<T> {
    const fn new(kind: ParamKind) -> Self {
        Self {
            label: Text::same(""),
            unit: Unit::None,
            kind,
            field: PhantomData,
        }
    }

    /// What the form calls it.
    pub const fn label(mut self, en: &'static str, zh: &'static str) -> Self {
        self.label = Text::new(en, zh);
        self
    }

    /// What its numbers are numbers of.
    pub const fn unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }
}

impl Spec<f64> {
    /// Other bounds, both inclusive.
    pub const fn bounds(mut self, new_min: f64, new_max: f64) -> Self {
        if let ParamKind::Float { min, max, .. } = &mut self.kind {
            *min = new_min;
            *max = new_max;
        }
        self
    }

    /// Another step of the form's arrows.
    pub const fn step(mut self, new_step: f64) -> Self {
        if let ParamKind::Float { step, .. } = &mut self.kind {
            *step = new_step;
        }
        self
    }

    /// Whole values are spelled with `.0`, as the default is.
    pub const fn with_point(mut self) -> Self {
        if let ParamKind::Float { whole, .. } = &mut self.kind {
            *whole = Whole::Point;
        }
        self
    }
}

/// A whole number from `min` to `max`.
pub const fn integer(min: i64, max: i64, default: i64) -> Spec<i64> {
    Spec::new(ParamKind::Int {
        min,
        max,
        step: 1,
        default,
    })
}

/// What a count may be.
pub trait Unsigned {}
impl Unsigned for u32 {}
impl Unsigned for u64 {}
impl Unsigned for usize {}

/// A whole number from `min` to `max`, for counts and sizes. A `max` beyond the type would read as
/// zero: none of them is.
pub const fn count<T: Unsigned>(min: i64, max: i64, default: i64) -> Spec<T> {
    assert!(min >= 0, "a count is never negative");
    Spec::new(ParamKind::Int {
        min,
        max,
        step: 1,
        default,
    })
}

/// A number from `min` to `max`; a whole default is spelled `1`.
pub const fn float(min: f64, max: f64, default: f64) -> Spec<f64> {
    Spec::new(ParamKind::Float {
        min,
        max,
        step: 0.1,
        default,
        whole: Whole::Digits,
    })
}

/// A delay: 0 to 3600 s.
pub const fn seconds(default: f64) -> Spec<f64> {
    float(0.0, 3600.0, default).step(0.5).unit(Unit::Seconds)
}

/// One line of text of `min` to `max` code points.
pub const fn text(min: usize, max: usize, default: &'static str) -> Spec<String> {
    Spec::new(ParamKind::Text { min, max, default })
}

/// A selector of elements of a page, of at most 40 characters.
pub const fn selector(default: &'static str) -> Spec<String> {
    Spec::new(ParamKind::Selector { max: 40, default })
}

/// A switch.
pub const fn switch(default: bool) -> Spec<bool> {
    Spec::new(ParamKind::Bool { default })
}

/// One of `choices`.
pub const fn choice(choices: &'static [&'static str], default: &'static str) -> Spec<&'static str> {
    Spec::new(ParamKind::Choice { choices, default })
}

/// Declares a scenario's parameters: a struct `Params` with a typed field for each, its list of
/// [`Param`](super::Param)s as `Params::LIST`, and the conversion from validated
/// [`Values`](super::Values).
///
/// ```
/// use loopscope::params;
/// use loopscope::scenarios::params::{Form, integer, seconds};
///
/// params! {
///     a: i64 = integer(0, 34, 2).label("Number for A", "A 的数"),
///     delay: f64 = seconds(1.0).label("Delay", "延迟"),
/// }
///
/// let mut form = Form::new(Params::LIST);
/// form.set("a", "5");
/// let p = Params::from(&form.values().unwrap());
/// assert_eq!((p.a, p.delay), (5, 1.0));
/// ```
#[macro_export]
macro_rules! params {
    ($($name:ident : $type:ty = $spec:expr),+ $(,)?) => {
        /// The values that one run of this scenario gets.
        #[derive(Clone, Debug)]
        #[allow(missing_docs, reason = "the form says of each what it is")]
        pub struct Params {
            $(pub $name: $type,)+
        }

        impl Params {
            /// What the form asks for, in its order.
            pub const LIST: &'static [$crate::scenarios::params::Param] = &[$({
                const SPEC: $crate::scenarios::params::Spec<$type> = $spec;
                $crate::scenarios::params::Param {
                    name: stringify!($name),
                    label: SPEC.label,
                    unit: SPEC.unit,
                    kind: SPEC.kind,
                }
            },)+];
        }

        impl From<&$crate::scenarios::params::Values> for Params {
            fn from(values: &$crate::scenarios::params::Values) -> Self {
                Self { $($name: values.field(stringify!($name)),)+ }
            }
        }
    };
}
