//! The one place where actions change the page's state.

use std::rc::Rc;

use super::action::{Action, Export};
use super::effect::Effect;
use super::export;
use super::panes::Side;
use super::run::{Slice, Status};
use super::session::{Arrival, Session};
use super::shelf::ShelfAct;
use super::sizes::Sizes;
use super::snapshot::Wanted;
use super::state::{Place, State};
use crate::events::End;
use crate::text::{Text, habits, interventions, page, program};

/// Performs an action, and gives what the browser is to do about it, in order.
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    state.perform(action);
    std::mem::take(&mut state.effects)
}

/// How long a notice stands, in milliseconds.
const NOTICE: u32 = 4_000;

impl State {
    /// Whether nothing on the screen can change by an action: a frame of a run that is gone.
    pub fn ignores(&self, action: &Action) -> bool {
        let number = self.session.as_ref().map(|session| session.number);
        matches!(action, Action::Frame(run) if Some(*run) != number)
    }

    fn perform(&mut self, action: Action) {
        if self.ignores(&action) {
            return;
        }
        match action {
            Action::Frame(_) => self.with_session(|session| session.painted()),
            Action::Address(hash) => self.address_changed(&hash),
            Action::Write(..) | Action::Reset | Action::Preset(_) => self.edit(action),
            Action::Type(text) => self.typed(&text),
            Action::OpenProgram(id) => self.open_program(id.as_deref()),
            Action::UseTemplate(id) => self.use_template(&id),
            Action::EditAsProgram => self.edit_as_program(),
            Action::OnShelf(act) => {
                if act == ShelfAct::Restore {
                    self.shelf.removed = None;
                }
                self.effects.push(Effect::OnShelf(act));
            }
            Action::Shelf(news) => self.shelf_news(news),
            Action::RenameProgram(name) => self.rename_program(&name),
            Action::Pause(edit) => self.look_at(edit),
            Action::Checked(edit, wrong) => self.checked(edit, wrong),
            Action::KnobSet => self.knob_set(),
            Action::Mended => self.notify(program::MENDED),
            Action::Interpreter(interpreter) => self.interpreter = interpreter,
            Action::WarmInterpreter => self.effects.push(Effect::WarmInterpreter),
            Action::Answer(line) => self.answer(&line),
            Action::FilesGiven(files) => {
                if let Some(draft) = self.draft_mut() {
                    draft.files = files;
                }
            }
            Action::SaveWritten(number) => self.effects.push(Effect::SaveWritten(number)),
            Action::ShowLine(line) => self.effects.push(Effect::ShowLine(line)),
            Action::Seek(seek) => self.seek(seek),
            Action::Select(pixels) => self.select(pixels),
            Action::Lanes(choice) => self.choose_lanes(choice),
            Action::About(about) => self.about = about,
            Action::ShowFile(path) => self.show_file(path),
            Action::SortTasks(column) => self.sort_tasks(column),
            Action::ChooseFile => self.effects.push(Effect::ChooseFile),
            Action::File(number, incoming) => self.hear_of_file(number, incoming),
            Action::GiveUpFile => self.give_up_file(),
            Action::RefusalRead => self.recordings.refused = None,
            Action::FetchFile(path) => self.effects.push(Effect::FetchFile(path)),
            Action::RunOrPause => self.run_or_pause(),
            Action::Step => self.step(),
            Action::NextEvent => self.next_event(),
            Action::Stop if self.is_exploring() => self.stop_search(),
            Action::Stop => {
                self.with_session(|session| session.stop());
                self.give_up_file();
            }
            Action::Leave => {
                self.with_session(|session| session.stop());
                self.stop_search();
                self.effects.push(Effect::EndWarmThreads);
            }
            Action::Speed(speed) => self.set_speed(speed),
            Action::Go(cursor) => self.go(cursor),
            Action::Move(step, forward) => self.move_cursor(step, forward),
            Action::StepBy(forward) => {
                self.move_cursor(self.preferences.level.step(), forward);
            }
            Action::Level(level) => self.set_level(level),
            Action::Undo => self.undo(),
            Action::StepIn(act) => self.step_in(act),
            Action::TakeBack(number) => self.take_back(number),
            Action::Mark => self.mark(),
            Action::ToMark(forward) => self.go_to_mark(forward),
            Action::Rename(at, name) => self.with_session(|it| it.bookmarks.rename(at, &name)),
            Action::Unmark(at) => self.with_session(|it| it.bookmarks.remove(at)),
            Action::Gaps(full) => self.snapshot.viewport.show_gaps(full),
            Action::ToStart => self.go(0),
            Action::ToEnd => self.follow_live_end(),
            Action::Task(task) => self.task = Some(task),
            Action::Code(code) => {
                self.preferences.code = code;
                self.preferences_changed();
            }
            Action::Beside(beside) => {
                self.preferences.beside = beside;
                self.preferences_changed();
            }
            Action::Resize(divider, percent) => {
                self.preferences.sizes = self.preferences.sizes.with(divider, percent);
                self.preferences_changed();
            }
            Action::ResetSizes => {
                self.preferences.sizes = Sizes::default();
                self.preferences_changed();
            }
            Action::Sound(on) => {
                self.has_sound &= on;
                self.effects.push(Effect::Sound(on));
            }
            Action::SoundStarted(started) => {
                self.has_sound = started;
                self.notify(match started {
                    true => habits::SOUND_IS_ON,
                    false => habits::SOUND_REFUSED,
                });
            }
            Action::Look(Side::Findings) => self.finds = true,
            Action::Look(side) => self.side = side,
            Action::Finds(finds) => self.finds = finds,
            Action::Guess(guess) => self.guess = guess,
            Action::NextScenario => self.next_scenario(),
            Action::ShowIdea => self.show_idea(),
            Action::Menu(open) => self.menu = open,
            Action::CopyCode => self.copy_code(),
            Action::Keep => self.keep(),
            Action::Explore(action) => self.explore(action),
            Action::Share => self.share(),
            Action::ShareLess => self.share_less(),
            Action::Shared => self.sharing = None,
            Action::Export(export) => self.export(export),
            Action::Saved(true) | Action::Remembered(true) => {}
            Action::Saved(false) => self.notify(page::EXPORT_REFUSED),
            Action::Remembered(false) => self.notify(page::STORAGE_REFUSED),
            Action::Copied(done) => {
                self.copied_link(done);
                self.notify(if done {
                    page::COPIED
                } else {
                    page::COPY_REFUSED
                });
            }
            Action::CopiedShort => {
                self.copied_link(true);
                self.notify(interventions::TOO_LONG);
            }
            Action::Show(pane) => self.pane = pane,
            Action::Catalogue(open) => self.catalogue = open,
            Action::Language(lang) => {
                self.preferences.lang = lang;
                self.preferences_changed();
                self.retitle();
            }
            Action::Theme(theme) => {
                self.preferences.theme = Some(theme);
                self.preferences_changed();
            }
            Action::SystemTheme(theme) => {
                self.system_theme = theme;
                self.effects.push(Effect::ShowPreferences);
            }
            Action::Seen(seen) => self.seen(seen),
            Action::Open(overlay) => (self.overlay, self.menu) = (Some(overlay), false),
            Action::Close => {
                (self.overlay, self.catalogue, self.menu) = (None, false, false);
                self.sharing = None;
            }
            Action::GoToPixel(x) => self.go_to_pixel(x),
            Action::GoToLine(code, line) => self.go_to_line(code, line),
            Action::Point(at) => self.snapshot.viewport.point(at),
            Action::Scrolled(by) => self.snapshot.viewport.scroll(by),
            Action::Sized(width, height) => self.snapshot.viewport.resize(width, height),
            Action::View(change) => self.snapshot.viewport.change(change),
            Action::NoticeGone(number) => {
                if self.notice.number == number {
                    self.notice.text.clear();
                }
            }
        }
        self.refresh();
    }

    /// Shows a short word for a while.
    pub(super) fn notify(&mut self, text: Text) {
        self.say(text.get(self.preferences.lang).to_owned());
    }

    /// The same for words that were made up on the way.
    pub(super) fn say(&mut self, text: String) {
        self.notice.number += 1;
        self.notice.text = text;
        let gone = Action::NoticeGone(self.notice.number);
        self.effects.push(Effect::After(NOTICE, gone));
    }

    /// Brings everything up to date that is computed from the runs, as far as a slice of time goes;
    /// what is left asks for another frame.
    pub(super) fn refresh(&mut self) {
        let platform = Rc::clone(&self.platform);
        let clock = || platform.milliseconds();
        let slice = Slice::new(&clock);
        self.play_on();
        let arrival = self.refresh_panes(&slice);
        if arrival != Arrival::None {
            self.arrive(arrival);
            let _already_there = self.refresh_panes(&slice);
        }
        self.advance_others(&slice);
        if self.compare_orders() {
            let _already_there = self.refresh_panes(&slice);
        }
        self.notice_end();
        self.read_on();
    }

    /// A run that has just ended in a deadlock shows who waits for whom. What it answers is noted.
    fn notice_end(&mut self) {
        let Some(session) = &self.session else { return };
        let Some(ending) = session.how_it_ended() else {
            return;
        };
        if self.ended.replace(session.number) == Some(session.number) {
            return;
        }
        if ending == End::Deadlocked {
            (self.side, self.finds) = (Side::Waits, false);
        }
        self.note_answer();
        self.remember_result();
    }

    fn refresh_panes(&mut self, slice: &Slice<'_>) -> Arrival {
        let parts = self.parts();
        let (session, baseline) = (self.session.as_mut(), self.baseline.as_ref());
        let wanted = Wanted {
            task: self.task,
            lang: self.preferences.lang,
            level: self.preferences.level,
            is_embedded: self.is_embedded,
            parts,
        };
        self.snapshot.refresh(session, baseline, wanted, slice)
    }

    /// The runs that stand behind the present one get what is left of its time.
    fn advance_others(&mut self, slice: &Slice<'_>) {
        let Some(session) = &self.session else { return };
        let others = [&mut self.baseline, &mut self.kept];
        for other in others.into_iter().flatten() {
            if other.status() == Status::Running {
                other.advance(slice);
                session.ask_for_frame();
            }
        }
    }

    /// A browser slows the timers of a page that nobody sees: a run comes late there, and in order.
    fn seen(&mut self, seen: bool) {
        let session = self.session.as_ref();
        let running = session.filter(|session| session.status() == Status::Running);
        let (run, running) = (
            session.map(|session| session.number),
            running.map(|session| session.number),
        );
        if !seen {
            self.hidden = running;
        } else if self.hidden.take().is_some_and(|hidden| Some(hidden) == run) {
            self.notify(page::WAS_HIDDEN);
        }
    }

    fn copy_code(&mut self) {
        let text = match &self.place {
            Place::Scenario(opened) => opened.text(self.preferences.code),
            Place::Program(draft) => draft.text.to_string(),
            Place::Recordings | Place::Unknown(_) => return,
        };
        self.effects.push(Effect::Copy(text));
    }

    fn export(&mut self, export: Export) {
        self.overlay = None;
        match export {
            Export::Frame => self.copy_frame(),
            Export::CopiedReport => {
                if let (Some(opened), Some(session)) = (self.opened(), &self.session) {
                    let report = export::report(opened, session);
                    self.effects.push(Effect::Copy(report));
                }
            }
            Export::Python if self.draft().is_some() => self.save_program(),
            _ => match self.exported(export) {
                Some(effect) => self.effects.push(effect),
                None => self.notify(page::EXPORT_REFUSED),
            },
        }
    }

    fn exported(&self, export: Export) -> Option<Effect> {
        let lang = self.preferences.lang;
        export::export(export, self.opened(), self.session.as_ref(), lang)
    }

    pub(super) fn with_session(&mut self, act: impl FnOnce(&mut Session)) {
        if let Some(session) = &mut self.session {
            act(session);
        }
    }

    pub(super) fn preferences_changed(&mut self) {
        self.effects.push(Effect::ShowPreferences);
        self.save_preferences(true);
    }

    /// They are a person's own: what a frame in another page is told to look like is not kept.
    pub(super) fn save_preferences(&mut self, asked: bool) {
        if !self.is_embedded {
            self.effects.push(Effect::SavePreferences { asked });
        }
    }
}
