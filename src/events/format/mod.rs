//! The file format `loopscope trace`, version 1, as `docs/trace-format.md` describes it: JSON lines, a header and
//! then an event a line.
//!
//! [`Writer`] writes it as the events come; [`Reader`] takes bytes as they come and gives what their
//! whole lines say. Neither holds more than a line. Compression is left to who has the bytes:
//! [`is_gzip`] tells.

mod header;
mod problem;
mod read;
mod write;

pub use header::{Clock, Header, Implementation, Language, LeftOut, Program};
pub use problem::{FormatError, Problem};
pub use read::{Item, Reader};
pub use write::Writer;

/// What the header's `format` says.
pub const FORMAT: &str = "loopscope trace";
/// The version that is written, and the newest that is read.
pub const VERSION: u32 = 1;
/// The longest line that is read, in bytes: a header with a large program's sources fits.
pub const LONGEST_LINE: usize = 64 << 20;

/// Whether a file that begins with these bytes is compressed with gzip.
pub fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}
