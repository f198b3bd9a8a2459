//! Python's `repr` of what stands in a call.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

/// Python's `repr` of an argument, for the name of a coroutine on the screen.
pub trait Repr {
    /// As Python would write it.
    fn repr(&self) -> String;
}

macro_rules! repr_by_display {
    ($($ty:ty)*) => {$(
        impl Repr for $ty {
            fn repr(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
repr_by_display!(i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 usize isize);

impl Repr for f64 {
    fn repr(&self) -> String {
        number(self)
    }
}

impl Repr for bool {
    fn repr(&self) -> String {
        if *self { "True" } else { "False" }.to_owned()
    }
}

impl Repr for str {
    fn repr(&self) -> String {
        super::text(self)
    }
}

impl Repr for String {
    fn repr(&self) -> String {
        super::text(self)
    }
}

impl Repr for Rc<str> {
    fn repr(&self) -> String {
        super::text(self)
    }
}

impl<T: Repr + ?Sized> Repr for &T {
    fn repr(&self) -> String {
        (*self).repr()
    }
}

impl<T: Repr> Repr for Option<T> {
    fn repr(&self) -> String {
        self.as_ref().map_or_else(|| "None".to_owned(), Repr::repr)
    }
}

impl<T: Repr> Repr for [T] {
    fn repr(&self) -> String {
        format!(
            "[{}]",
            self.iter().map(Repr::repr).collect::<Vec<_>>().join(", ")
        )
    }
}

impl<T: Repr> Repr for VecDeque<T> {
    fn repr(&self) -> String {
        let items: Vec<_> = self.iter().map(Repr::repr).collect();
        format!("[{}]", items.join(", "))
    }
}

/// A list that several coroutines share.
impl<T: Repr> Repr for Rc<RefCell<T>> {
    fn repr(&self) -> String {
        self.borrow().repr()
    }
}

impl<T: Repr> Repr for Vec<T> {
    fn repr(&self) -> String {
        self.as_slice().repr()
    }
}

/// A whole float loses its `.0`: it is how the source spells a delay.
fn number(value: &f64) -> String {
    let repr = super::float(*value);
    repr.strip_suffix(".0").map(str::to_owned).unwrap_or(repr)
}
