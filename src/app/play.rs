//! A recording is played: the cursor goes through it at the speed that is chosen.

use super::speed::Speed;
use super::state::State;
use crate::events::Nanos;

/// Where the cursor is on its way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Playing {
    /// When it began, in milliseconds.
    began: f64,
    /// The time of the recording at which it began.
    from: Nanos,
    speed: Speed,
    /// Where the cursor was put last: whoever moves it stops the playing.
    put: usize,
}

impl State {
    /// Whether a recording is played.
    pub fn is_playing(&self) -> bool {
        self.playing.is_some()
    }

    /// Plays the recording from the cursor on, from its beginning if that is at the end; or stops.
    pub(super) fn play_or_stop(&mut self) {
        if self.playing.take().is_some() {
            return;
        }
        let began = self.platform.milliseconds();
        let speed = self.preferences.speed;
        let Some(session) = &mut self.session else {
            return;
        };
        if session.position() >= session.len() {
            session.set_cursor(0);
        }
        self.playing = Some(Playing {
            began,
            from: session.time(),
            speed,
            put: session.position(),
        });
        session.ask_for_frame();
    }

    /// The cursor goes on, as far as it has got by now.
    pub(super) fn play_on(&mut self) {
        let (Some(playing), Some(session)) = (&mut self.playing, &mut self.session) else {
            self.playing = None;
            return;
        };
        let has_moved = session.position() != playing.put;
        if has_moved || !session.is_recording() || playing.speed != self.preferences.speed {
            self.playing = None;
            return;
        }
        let passed = (self.platform.milliseconds() - playing.began) / 1e3;
        let cursor = match playing.speed {
            Speed::Instant => session.len(),
            Speed::Times(factor) => {
                let when = playing.from.after(passed * factor);
                session.trace().cursor_at(when).max(playing.put)
            }
        };
        session.set_cursor(cursor);
        playing.put = session.position();
        match cursor < session.len() {
            true => session.ask_for_frame(),
            false => self.playing = None,
        }
        self.reveal();
    }
}
