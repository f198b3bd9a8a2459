//! Names of functions, callbacks and classes.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fmt;
use std::ops::Deref;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The name of a function, a callback or a class: small to copy, since a program has few of them
/// and says them often.
///
/// A name that is written in this program costs nothing ([`Name::of`]); one that was read from a
/// file is kept for as long as the thread lives, once for each text ([`Name::read`]).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(&'static str);

impl Name {
    /// How many different names one thread reads at most.
    pub const MOST: usize = 65_536;
    /// The longest name that is read, in bytes.
    pub const LONGEST: usize = 1_024;

    /// A name that stands in the program.
    pub const fn of(name: &'static str) -> Self {
        Self(name)
    }

    /// A name that comes from elsewhere.
    ///
    /// # Errors
    /// It is longer than [`Name::LONGEST`], or there are [`Name::MOST`] different ones already.
    pub fn read(name: &str) -> Result<Self, String> {
        thread_local!(static KNOWN: RefCell<HashSet<&'static str>> = RefCell::default());
        if name.len() > Self::LONGEST {
            let (longest, given) = (Self::LONGEST, name.len());
            return Err(format!("a name has at most {longest} bytes, not {given}"));
        }
        KNOWN.with_borrow_mut(|known| {
            if let Some(name) = known.get(name) {
                return Ok(Self(name));
            }
            if known.len() >= Self::MOST {
                return Err(format!("there are at most {} different names", Self::MOST));
            }
            let name: &'static str = Box::leak(name.into());
            known.insert(name);
            Ok(Self(name))
        })
    }

    /// Its text.
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl From<&'static str> for Name {
    fn from(name: &'static str) -> Self {
        Self(name)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0, f)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl Visitor<'_> for Reader {
            type Value = Name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
                Name::read(name).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Reader)
    }
}
