//! Places in the source: which file, which line, and where it is known which column.

use std::fmt;
use std::num::{NonZeroU16, NonZeroU32};
use std::rc::Rc;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A source file of a trace, numbered from 0: its place in the trace's [`Sources`].
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct SourceId(pub u16);

/// A place in one of a trace's source files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    source: SourceId,
    column: Option<NonZeroU16>,
    line: NonZeroU32,
}

impl Place {
    /// The first line of the first file.
    pub const FIRST: Self = Self {
        source: SourceId(0),
        column: None,
        line: NonZeroU32::MIN,
    };

    /// A line, counted from 1; none if it is 0.
    pub const fn new(source: SourceId, line: u32) -> Option<Self> {
        Self::with_column(source, line, 0)
    }

    /// A line and a column, both counted from 1; a column that is 0 or above 65,535 is not known.
    pub const fn with_column(source: SourceId, line: u32, column: u32) -> Option<Self> {
        let Some(line) = NonZeroU32::new(line) else {
            return None;
        };
        let column = match column {
            0..=0xFFFF => NonZeroU16::new(column as u16),
            _ => None,
        };
        Some(Self {
            source,
            column,
            line,
        })
    }

    /// Which file.
    pub const fn source(self) -> SourceId {
        self.source
    }

    /// Which line, counted from 1.
    pub const fn line(self) -> u32 {
        self.line.get()
    }

    /// Which column, counted from 1, where that is known.
    pub fn column(self) -> Option<u32> {
        self.column.map(|column| u32::from(column.get()))
    }
}

/// `[source, line]` or `[source, line, column]`.
impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let column = self.column();
        let mut seq = serializer.serialize_seq(Some(2 + usize::from(column.is_some())))?;
        seq.serialize_element(&self.source)?;
        seq.serialize_element(&self.line())?;
        if let Some(column) = column {
            seq.serialize_element(&column)?;
        }
        seq.end()
    }
}

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;

        impl<'de> Visitor<'de> for Reader {
            type Value = Place;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a place, [source, line] or [source, line, column]")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Place, A::Error> {
                let missing = |n| A::Error::invalid_length(n, &self);
                let source = seq.next_element()?.ok_or_else(|| missing(0))?;
                let line = seq.next_element()?.ok_or_else(|| missing(1))?;
                let column = seq.next_element()?.unwrap_or(0);
                if seq.next_element::<u32>()?.is_some() {
                    return Err(missing(4));
                }
                Place::with_column(source, line, column)
                    .ok_or_else(|| A::Error::custom("lines count from 1, not from 0"))
            }
        }

        deserializer.deserialize_seq(Reader)
    }
}

/// A source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its path, as the program's tracebacks have it.
    pub path: Rc<str>,
    /// All of it, where that is known and was to be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Rc<str>>,
}

/// The source files of a trace, in order of their numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources(Vec<Source>);

impl Sources {
    /// So many a trace can have.
    pub const MOST: usize = 65_536;

    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds a file; none if there are [`Sources::MOST`] already.
    pub fn add(&mut self, source: Source) -> Option<SourceId> {
        let id = SourceId(u16::try_from(self.0.len()).ok()?);
        self.0.push(source);
        Some(id)
    }

    /// Says what stands in the file with a path, if there is one.
    pub fn set_text(&mut self, path: &str, text: &str) {
        let source = self.0.iter_mut().find(|source| &*source.path == path);
        if let Some(source) = source {
            source.text = Some(text.into());
        }
    }

    /// A file by its number.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.0.get(usize::from(id.0))
    }

    /// The path of a place's file; empty if the trace has no such file.
    pub fn path(&self, place: Place) -> &str {
        self.get(place.source).map_or("", |source| &*source.path)
    }

    /// The same, to be kept.
    pub fn shared_path(&self, place: Place) -> Rc<str> {
        let source = self.get(place.source);
        source.map(|source| source.path.clone()).unwrap_or_default()
    }

    /// The number of the file with a path.
    pub fn find(&self, path: &str) -> Option<SourceId> {
        let position = self.0.iter().position(|source| &*source.path == path)?;
        u16::try_from(position).ok().map(SourceId)
    }

    /// All of them, from number 0.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
