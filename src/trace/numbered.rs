//! Things by their numbers, which mostly follow one upon the other.

use std::collections::HashMap;

/// So much further than the last one a number may be and still be kept in line.
const GAP: usize = 4_096;

/// Things by their numbers. Those of a run that was recorded from its beginning are dense and stand
/// in one line; a file may begin anywhere, and may name any number: that costs no more than the
/// things it names.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbered<T> {
    /// The number of the first in line; none before there is one.
    first: Option<u32>,
    line: Vec<T>,
    others: HashMap<u32, T>,
}

impl<T: Default> Numbered<T> {
    /// A thing that was named.
    pub(super) fn get(&self, number: u32) -> Option<&T> {
        if let Some(other) = self.others.get(&number) {
            return Some(other);
        }
        let place = number.checked_sub(self.first?)?;
        self.line.get(place as usize)
    }

    /// A thing, made if it was not named yet.
    pub(super) fn at(&mut self, number: u32) -> &mut T {
        let first = *self.first.get_or_insert(number);
        let place = number.checked_sub(first).map(|place| place as usize);
        match place.filter(|place| *place < self.line.len() + GAP) {
            Some(place) if !self.others.contains_key(&number) => {
                if self.line.len() <= place {
                    self.line.resize_with(place + 1, T::default);
                }
                &mut self.line[place]
            }
            _ => self.others.entry(number).or_default(),
        }
    }
}
