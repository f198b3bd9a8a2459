//! Moments of a run that a person wants to find again.

use crate::events::When;

/// The bookmarks of a run, in the order of its events; at most one a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bookmarks(Vec<Bookmark>);

/// A moment with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// When in the run.
    pub at: When,
    /// What a person calls it; never empty.
    pub name: String,
}

impl Bookmarks {
    /// How many a run may have.
    pub const MOST: usize = 50;

    /// How many characters a name may have.
    pub const LONGEST: usize = 60;

    /// All of them.
    pub fn all(&self) -> &[Bookmark] {
        &self.0
    }

    /// Whether there is one at a moment.
    pub fn has(&self, at: When) -> bool {
        self.place(at).is_ok()
    }

    /// Sets one; false when there are as many as there may be, or when there is one already. What
    /// a name has above [`Self::LONGEST`] characters is cut off.
    pub fn set(&mut self, at: When, name: &str) -> bool {
        let name = tidy(name);
        match self.place(at) {
            Err(place) if self.0.len() < Self::MOST && !name.is_empty() => {
                self.0.insert(place, Bookmark { at, name });
                true
            }
            _ => false,
        }
    }

    /// Gives the one at a moment another name; an empty one changes nothing.
    pub fn rename(&mut self, at: When, name: &str) {
        let name = tidy(name);
        if let (Ok(place), false) = (self.place(at), name.is_empty()) {
            self.0[place].name = name;
        }
    }

    /// Takes the one at a moment away.
    pub fn remove(&mut self, at: When) {
        self.0.retain(|bookmark| bookmark.at != at);
    }

    /// Keeps those up to a moment.
    pub fn keep_until(&mut self, at: When) {
        self.0.retain(|bookmark| bookmark.at <= at);
    }

    /// Gives those that are counted in events the addresses that last, where `lasting` knows them.
    pub fn settle(&mut self, lasting: impl Fn(When) -> When) {
        let is_settled = |bookmark: &Bookmark| matches!(bookmark.at, When::Moment(_));
        if self.0.iter().all(is_settled) {
            return;
        }
        for bookmark in &mut self.0 {
            bookmark.at = lasting(bookmark.at);
        }
        self.0.sort_by_key(|bookmark| bookmark.at);
        self.0.dedup_by_key(|bookmark| bookmark.at);
    }

    fn place(&self, at: When) -> Result<usize, usize> {
        self.0.binary_search_by_key(&at, |bookmark| bookmark.at)
    }
}

fn tidy(name: &str) -> String {
    let name: String = name.trim().chars().take(Bookmarks::LONGEST).collect();
    name.trim_end().to_owned()
}
