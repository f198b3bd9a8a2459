//! What is asked of a whole exception group: its parts of a class, its `repr`.
//!
//! Groups may be inside each other as deep as a program likes. CPython recurses, and raises
//! `RecursionError` where its C stack would end. Here the way down is kept in a list, and the limits
//! are CPython's.

use super::exceptions::{Class, Exception, Result, classes};

/// The most groups inside each other that `split` goes through: one C call for each.
const MAX_SPLIT: usize = 9_997;
/// The most that `repr` writes out: three C calls for each.
const MAX_REPR: usize = 3_332;

/// The part of a group that is of a class, and the rest.
type Parts = (Option<Exception>, Option<Exception>);

impl Exception {
    /// `BaseExceptionGroup(message, exceptions)`: an `ExceptionGroup` when every member is an
    /// `Exception`, as Python's constructor decides.
    pub fn group(message: impl Into<std::rc::Rc<str>>, exceptions: Vec<Exception>) -> Self {
        let class = if exceptions.iter().all(|e| e.is(&classes::EXCEPTION)) {
            &classes::EXCEPTION_GROUP
        } else {
            &classes::BASE_EXCEPTION_GROUP
        };
        Self::with_members(class, Some(message.into()), exceptions)
    }

    /// What `except* class` does: the part of a group (or the exception itself) that is of `class`,
    /// and the rest; both keep the group's shape.
    ///
    /// # Errors
    /// `RecursionError` when more than 9,997 groups are inside each other.
    pub fn split(&self, class: &'static Class) -> Result<Parts> {
        let mut open: Vec<Splitting> = Vec::new();
        let mut parts = match begin_split(self, class, &mut open)? {
            Some(parts) => return Ok(parts),
            None => None,
        };
        loop {
            let Some(innermost) = open.last_mut() else {
                return Ok(parts.unwrap_or_default());
            };
            if let Some((matching, rest)) = parts.take() {
                innermost.matching.extend(matching);
                innermost.rest.extend(rest);
            }
            match innermost.group.exceptions().get(innermost.next) {
                Some(member) => {
                    innermost.next += 1;
                    parts = begin_split(member, class, &mut open)?;
                }
                None => parts = open.pop().map(Splitting::end),
            }
        }
    }

    /// `repr(e)`
    ///
    /// # Errors
    /// `RecursionError` when more than 3,332 groups are inside each other.
    pub fn try_repr(&self) -> Result<String> {
        self.written(|| {
            let message = "maximum recursion depth exceeded while getting the repr of an object";
            Err(Exception::internal(&classes::RECURSION_ERROR, message))
        })
    }

    /// `repr(e)`, for who cannot raise: what is inside more than 3,332 groups is an ellipsis.
    pub fn repr(&self) -> String {
        self.written(|| Ok("...")).unwrap_or_default()
    }

    /// `too_deep` says what stands for the members of a group that is too deep.
    fn written(&self, too_deep: impl Fn() -> Result<&'static str>) -> Result<String> {
        let mut out = String::new();
        let mut to_write = vec![Piece::Of(self, 0)];
        while let Some(piece) = to_write.pop() {
            let (exception, depth) = match piece {
                Piece::Text(text) => {
                    out += text;
                    continue;
                }
                Piece::Of(exception, depth) => (exception, depth),
            };
            out += exception.class().name;
            out += "(";
            out += &exception
                .message()
                .map_or_else(String::new, |m| super::repr::text(m));
            let members = exception.exceptions();
            if members.is_empty() {
                out += ")";
                continue;
            }
            out += ", [";
            to_write.push(Piece::Text("])"));
            if depth == MAX_REPR {
                to_write.push(Piece::Text(too_deep()?));
                continue;
            }
            for (index, member) in members.iter().enumerate().rev() {
                to_write.push(Piece::Of(member, depth + 1));
                if index > 0 {
                    to_write.push(Piece::Text(", "));
                }
            }
        }
        Ok(out)
    }
}

/// What is to be written of a `repr`.
enum Piece<'a> {
    /// An exception inside so many groups.
    Of(&'a Exception, usize),
    Text(&'static str),
}

/// A group that is being split, up to one of its members.
struct Splitting<'a> {
    group: &'a Exception,
    /// The index of the member that comes next.
    next: usize,
    matching: Vec<Exception>,
    rest: Vec<Exception>,
}

/// The parts of `exception`; none if it is a group whose members are to be looked at, which is then
/// the last one of `open`.
fn begin_split<'a>(
    exception: &'a Exception,
    class: &'static Class,
    open: &mut Vec<Splitting<'a>>,
) -> Result<Option<Parts>> {
    if exception.is(class) {
        return Ok(Some((Some(exception.clone()), None)));
    }
    if exception.exceptions().is_empty() {
        return Ok(Some((None, Some(exception.clone()))));
    }
    if open.len() == MAX_SPLIT {
        let message = "maximum recursion depth exceeded in exceptiongroup_split_recursive";
        return Err(Exception::internal(&classes::RECURSION_ERROR, message));
    }
    open.push(Splitting {
        group: exception,
        next: 0,
        matching: Vec::new(),
        rest: Vec::new(),
    });
    Ok(None)
}

impl Splitting<'_> {
    fn end(self) -> Parts {
        let regroup = |members: Vec<Exception>| {
            let message = self.group.message().cloned().unwrap_or_else(|| "".into());
            (!members.is_empty()).then(|| Exception::group(message, members))
        };
        (regroup(self.matching), regroup(self.rest))
    }
}
