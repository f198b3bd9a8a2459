//! A run as sound: a note for each task that starts, waits or ends, its pitch the task's own. What
//! happens between two frames sounds together, and so does what happens at one instant of the loop
//! clock, though it took two frames: tasks of one instant are a chord.

use web_sys::{AudioContext, OscillatorType};

use crate::app::Session;
use crate::events::{Event, Nanos, Outcome, TaskId};
use crate::trace::Trace;

/// The sound, as long as it is on.
pub struct Sound {
    context: AudioContext,
    /// Up to where it was heard: the run, and the event.
    heard: (u32, usize),
    /// What was played last.
    chord: Option<Chord>,
}

/// What sounds together.
#[derive(Clone, Copy)]
struct Chord {
    run: u32,
    /// Of its last note, on the loop clock.
    instant: Nanos,
    /// In seconds on the audio clock.
    start: f64,
}

/// By how much what is seen is heard later, in seconds: the rest of an instant that one frame did
/// not hold may still come in with its beginning.
const AHEAD: f64 = 0.05;

/// More at once is noise.
const VOICES: usize = 6;
/// Of very many events between two frames only the last ones are looked at.
const EVENTS: usize = 2_000;
/// Steps above the lowest note, in semitones: a pentatonic scale, in which nothing clashes.
const SCALE: [u8; 12] = [0, 3, 5, 7, 10, 12, 15, 17, 19, 22, 24, 27];
/// The lowest note, in Hz.
const LOWEST: f32 = 196.0;

/// What is heard of a task.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Note {
    task: TaskId,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Starts,
    Waits,
    Ends,
    Fails,
}

impl Sound {
    /// Turns it on, after a person asked for it; nothing where the browser has no sound.
    pub fn start(session: Option<&Session>) -> Option<Self> {
        let context = AudioContext::new().ok()?;
        let heard = session.map_or((0, 0), |session| (session.number, session.position()));
        Some(Self {
            context,
            heard,
            chord: None,
        })
    }

    /// Plays what happened since the last time; going back is silent.
    pub fn follow(&mut self, session: &Session) {
        let (run, now) = (session.number, session.position());
        let from = if self.heard.0 == run { self.heard.1 } else { 0 };
        self.heard = (run, now);
        if from < now {
            let trace = session.trace();
            let notes = notes(&trace, from.max(now.saturating_sub(EVENTS)), now);
            let (Some((first, _)), Some((last, _))) = (notes.first(), notes.last()) else {
                return;
            };
            let start = self.start_of_chord(run, *first);
            self.chord = Some(Chord {
                run,
                instant: *last,
                start,
            });
            for (_, note) in &notes {
                let place = session.analysis().index.task_row(note.task);
                // A note that cannot be played is not worth a word.
                let _played = self.play(note.kind, pitch(place.unwrap_or(0)), start);
            }
        }
    }

    /// When notes of this instant begin: with those of the same instant that are still to come.
    /// The clock is read once for all of them, as it may go on between two readings.
    fn start_of_chord(&self, run: u32, instant: Nanos) -> f64 {
        let now = self.context.current_time();
        match self.chord {
            Some(chord) if chord.run == run && chord.instant == instant && chord.start >= now => {
                chord.start
            }
            _ => now + AHEAD,
        }
    }

    fn play(&self, kind: Kind, pitch: f32, from: f64) -> Result<(), wasm_bindgen::JsValue> {
        let (wave, volume, seconds) = match kind {
            Kind::Starts => (OscillatorType::Triangle, 0.09, 0.22),
            Kind::Waits => (OscillatorType::Sine, 0.05, 0.12),
            Kind::Ends => (OscillatorType::Sine, 0.1, 0.6),
            Kind::Fails => (OscillatorType::Sawtooth, 0.05, 0.5),
        };
        let (voice, loudness) = (
            self.context.create_oscillator()?,
            self.context.create_gain()?,
        );
        voice.set_type(wave);
        voice.frequency().set_value(pitch);
        let gain = loudness.gain();
        gain.set_value_at_time(0.0001, from)?;
        gain.exponential_ramp_to_value_at_time(volume, from + 0.01)?;
        gain.exponential_ramp_to_value_at_time(0.0001, from + seconds)?;
        voice.connect_with_audio_node(&loudness)?;
        loudness.connect_with_audio_node(&self.context.destination())?;
        voice.start_with_when(from)?;
        voice.stop_with_when(from + seconds)
    }
}

impl Drop for Sound {
    fn drop(&mut self) {
        // Nobody waits for the silence.
        let _closing = self.context.close();
    }
}

/// The notes of the events `from .. to`, each once, the last ones if there are too many; and when
/// they were, on the loop clock.
fn notes(trace: &Trace, from: usize, to: usize) -> Vec<(Nanos, Note)> {
    let mut notes: Vec<(Nanos, Note)> = Vec::new();
    for (_, record) in trace.range(from, to) {
        let (task, kind) = match &record.event {
            Event::TaskResumed { task, .. } => (*task, Kind::Starts),
            Event::TaskSuspended { task, .. } => (*task, Kind::Waits),
            Event::TaskFinished { task, outcome } => (
                *task,
                match outcome {
                    Outcome::Returned => Kind::Ends,
                    Outcome::Raised(_) | Outcome::Cancelled(_) => Kind::Fails,
                },
            ),
            _ => continue,
        };
        let note = Note { task, kind };
        if !notes.iter().any(|(_, other)| *other == note) {
            notes.push((record.when, note));
        }
        if notes.len() > VOICES {
            notes.remove(0);
        }
    }
    notes
}

/// The note of a task by its place in the order of creation, in Hz: its neighbours' are close to it.
fn pitch(place: usize) -> f32 {
    let step = SCALE[place % SCALE.len()];
    LOWEST * 2f32.powf(f32::from(step) / 12.0)
}
