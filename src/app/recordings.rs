//! Files that are opened: read as their bytes come, shown as soon as they are known to be
//! recordings, and refused with a reason. What was shown before stays until then.

mod refused;

pub use refused::{Broken, Refused};

use std::fmt;
use std::rc::Rc;

use super::effect::Effect;
use super::run::{Recording, Run, Slice};
use super::session::Session;
use super::state::{Place, State};
use super::subject::Subject;
use crate::scenarios::address::{self, Route};

/// What the browser tells of a file that is opened. The number tells of which: a file that was given
/// up may still be heard of.
#[derive(Clone, PartialEq)]
pub enum Incoming {
    /// It begins: its name, and how many bytes it has on the disk; 0 if nobody knows.
    Begins(String, f64),
    /// Some of its content, not compressed any more.
    Bytes {
        /// The content.
        bytes: Rc<[u8]>,
        /// How far it was read on the disk, in bytes.
        read: f64,
        /// Whether it is compressed there.
        is_packed: bool,
    },
    /// That was all; `true` if what is compressed ends too early or is damaged.
    Ends(bool),
    /// The browser cannot read it.
    Fails(Broken),
}

/// Without the content, which may be large.
impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begins(_, size) => write!(f, "Begins({size})"),
            Self::Bytes { read, .. } => write!(f, "Bytes({read})"),
            Self::Ends(is_damaged) => write!(f, "Ends({is_damaged})"),
            Self::Fails(broken) => write!(f, "Fails({broken:?})"),
        }
    }
}

/// The file that is being opened, and the last one that was refused.
#[derive(Default)]
pub struct Recordings {
    /// The file that is not known yet to be a recording.
    pub opening: Option<Opening>,
    /// The name of the last one that was refused, and why.
    pub refused: Option<(String, Refused)>,
    /// The file of the recording that is shown, while its bytes still come.
    reading: Option<Source>,
    /// The recording that is open while the page is elsewhere.
    shelved: Option<Session>,
}

/// A file of which nothing can be shown yet.
pub struct Opening {
    /// Its name.
    pub name: String,
    is_packed: bool,
    source: Source,
}

impl Opening {
    /// How much of it was read, from 0 to 1.
    pub fn progress(&self) -> f64 {
        self.source.recording.progress()
    }
}

/// A file whose bytes come.
struct Source {
    number: u32,
    recording: Recording,
    /// More was asked for and has not come yet.
    is_asked: bool,
}

impl Source {
    /// Asks for more of the file when little of it waits to be taken in.
    fn read_on(&mut self) -> Option<Effect> {
        let asks = self.recording.wants_more() && !self.is_asked;
        self.is_asked |= asks;
        asks.then_some(Effect::ReadOn(self.number))
    }
}

impl State {
    /// The browser tells something of file number `number`.
    pub(super) fn hear_of_file(&mut self, number: u32, incoming: Incoming) {
        if let Incoming::Begins(name, size) = incoming {
            return self.begin_opening(number, name, size);
        }
        let files = &mut self.recordings;
        let opening = files.opening.as_mut().map(|opening| &mut opening.source);
        let mut sources = opening.into_iter().chain(&mut files.reading);
        let Some(source) = sources.find(|source| source.number == number) else {
            return;
        };
        match incoming {
            Incoming::Begins(..) => {}
            Incoming::Bytes {
                bytes,
                read,
                is_packed,
            } => {
                source.recording.hear(bytes, read);
                source.is_asked = false;
                let opening = files.opening.as_mut();
                if let Some(opening) = opening.filter(|opening| opening.source.number == number) {
                    opening.is_packed |= is_packed;
                }
            }
            Incoming::Ends(is_damaged) => source.recording.hear_end(is_damaged),
            Incoming::Fails(broken) => self.reading_fails(number, broken),
        }
        self.look_into_opening();
        if let Some(session) = &self.session {
            session.ask_for_frame();
        }
    }

    fn begin_opening(&mut self, number: u32, name: String, size: f64) {
        self.give_up_opening();
        self.recordings.refused = None;
        self.recordings.opening = Some(Opening {
            name,
            is_packed: false,
            source: Source {
                number,
                recording: Recording::coming(size),
                is_asked: false,
            },
        });
    }

    /// The file is shown as soon as it is known to be a recording, or refused.
    fn look_into_opening(&mut self) {
        let Some(opening) = &self.recordings.opening else {
            return;
        };
        let recording = opening.source.recording.clone();
        let platform = Rc::clone(&self.platform);
        let clock = || platform.milliseconds();
        while recording.header().is_none() && recording.problem().is_none() {
            if recording.is_waiting() {
                return;
            }
            recording.advance(&Slice::new(&clock));
        }
        let Some(opening) = self.recordings.opening.take() else {
            return;
        };
        match recording.header() {
            Some(_) => self.show_recording(opening),
            None => {
                let refused = Refused::of(&recording, opening.is_packed);
                self.refuse(opening, refused);
            }
        }
    }

    fn show_recording(&mut self, opening: Opening) {
        self.give_up_reading();
        if !matches!(self.place, Place::Recordings) {
            self.place = Place::Recordings;
            self.write_address("#/recordings".to_owned(), true);
        }
        (self.overlay, self.catalogue, self.menu) = (None, false, false);
        let recording = opening.source.recording.clone();
        self.recordings.reading = Some(opening.source);
        self.put_run(Subject::Recording(opening.name), |_| Box::new(recording));
        self.retitle();
    }

    fn refuse(&mut self, opening: Opening, refused: Refused) {
        self.effects
            .push(Effect::StopReading(opening.source.number));
        self.recordings.refused = Some((opening.name, refused));
    }

    /// A file that cannot be read any more is shown as far as it was, if anything of it is.
    fn reading_fails(&mut self, number: u32, broken: Broken) {
        let opening = self.recordings.opening.take();
        match opening.filter(|opening| opening.source.number == number) {
            Some(opening) => self.refuse(opening, Refused::Broken(broken)),
            None => {
                if let Some(source) = &self.recordings.reading {
                    source.recording.hear_end(true);
                }
            }
        }
    }

    /// What a person does not want to wait for is given up: the file that is being opened, or else
    /// the rest of the one that is shown, of which stays what was read.
    pub(super) fn give_up_file(&mut self) {
        match self.recordings.opening {
            Some(_) => self.give_up_opening(),
            None => self.give_up_reading(),
        }
    }

    fn give_up_opening(&mut self) {
        if let Some(opening) = self.recordings.opening.take() {
            self.effects
                .push(Effect::StopReading(opening.source.number));
        }
    }

    fn give_up_reading(&mut self) {
        if let Some(source) = self.recordings.reading.take() {
            source.recording.stop();
            self.effects.push(Effect::StopReading(source.number));
        }
    }

    /// Asks for more of the files whose bytes come.
    pub(super) fn read_on(&mut self) {
        let files = &mut self.recordings;
        let opening = files.opening.as_mut().map(|opening| &mut opening.source);
        let sources = opening.into_iter().chain(&mut files.reading);
        self.effects.extend(sources.filter_map(Source::read_on));
    }

    /// Opens the file that an address names.
    pub(super) fn follow_recording(&mut self, address: &str) {
        if let Route::Recordings(Some(path)) = address::parse(address) {
            self.effects.push(Effect::FetchFile(path));
        }
    }

    /// The page goes elsewhere: the recording is there again when it comes back.
    pub(super) fn shelve_recording(&mut self) {
        if self.session.as_ref().is_some_and(Session::is_recording) {
            self.recordings.shelved = self.session.take();
        }
    }

    /// The page comes to the recordings: the last one is there again.
    pub(super) fn take_recording(&mut self) {
        if !matches!(self.place, Place::Recordings) || self.session.is_some() {
            return;
        }
        self.session = self.recordings.shelved.take();
        if let Some(session) = &self.session {
            session.ask_for_frame();
            self.retitle();
        }
    }
}
