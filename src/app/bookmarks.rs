//! Moments of a run that a person wants to find again.

/// The bookmarks of a run, in the order of its events; at most one a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bookmarks(Vec<Bookmark>);

/// A moment with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// The cursor: how many events have happened there.
    pub at: usize,
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
    pub fn has(&self, at: usize) -> bool {
        self.place(at).is_ok()
    }

    /// Sets one; false when there are as many as there may be, or when there is one already. What
    /// a name has above [`Self::LONGEST`] characters is cut off.
    pub fn set(&mut self, at: usize, name: &str) -> bool {
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
    pub fn rename(&mut self, at: usize, name: &str) {
        let name = tidy(name);
        if let (Ok(place), false) = (self.place(at), name.is_empty()) {
            self.0[place].name = name;
        }
    }

    /// Takes the one at a moment away.
    pub fn remove(&mut self, at: usize) {
        self.0.retain(|bookmark| bookmark.at != at);
    }

    /// Keeps those up to a moment.
    pub fn keep_until(&mut self, at: usize) {
        self.0.retain(|bookmark| bookmark.at <= at);
    }

    /// The next one after a moment, or the last one before it.
    pub fn next(&self, from: usize, forward: bool) -> Option<&Bookmark> {
        match forward {
            true => self.0.iter().find(|bookmark| bookmark.at > from),
            false => self.0.iter().rev().find(|bookmark| bookmark.at < from),
        }
    }

    fn place(&self, at: usize) -> Result<usize, usize> {
        self.0.binary_search_by_key(&at, |bookmark| bookmark.at)
    }
}

fn tidy(name: &str) -> String {
    let name: String = name.trim().chars().take(Bookmarks::LONGEST).collect();
    name.trim_end().to_owned()
}
