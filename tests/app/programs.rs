//! A person's own program: typed, run by an interpreter elsewhere, and shown at a pace.

use loopscope::app::action::Action;
use loopscope::app::at_lines::Mark;
use loopscope::app::run::{Command, Failure, Left, Message, Status, Written};
use loopscope::app::shelf::{Group, How, LastResult, ShelfNews, Template, Words};
use loopscope::app::speed::Speed;
use loopscope::app::{Effect, RunState, SyntaxError, TextChange};
use loopscope::events::{End, Nanos};
use loopscope::text::{program as say, shelf};

use crate::page::{Elsewhere, Opening, Page};

/// A page with this program in its editor.
fn written(text: &str) -> Page {
    let mut page = Page::at("#/program");
    page.act(Action::Type(text.to_owned()));
    page
}

fn at_once(text: &str) -> (Page, Elsewhere) {
    let mut page = written(text);
    page.act(Action::Speed(Speed::Instant));
    page.act(Action::RunOrPause);
    let there = page.programs().pop().unwrap();
    (page, there)
}

const HEADER: &str = r#"{"format":"loopscope trace","version":1,"program":{"name":"prog.py","language":"python"},"sources":[{"path":"prog.py","text":"x\n"}],"implementation":{"name":"CPython","version":"3.14.2"},"clock":"virtual"}"#;

/// The trace of a program that prints these lines at these times, in seconds.
fn prints(lines: &[(f64, &str)]) -> Message {
    let mut trace = format!("{HEADER}\n");
    for (seconds, text) in lines {
        let when = (seconds * 1e9) as i64;
        trace += &format!(
            "{{\"t\":{when},\"e\":{{\"Printed\":{{\"stream\":\"Stdout\",\"text\":\"{text}\\n\",\"at\":[0,1]}}}}}}\n"
        );
    }
    Message::Trace(trace.into_bytes())
}

fn returned() -> Message {
    Message::Ended(End::Returned, Left::default())
}

fn named(id: &str, name: &str) -> Action {
    Action::Shelf(ShelfNews::Named(id.to_owned(), name.to_owned()))
}

fn opened(id: &str, name: &str, text: &str) -> Action {
    let news = ShelfNews::Opened(id.to_owned(), name.to_owned(), text.into());
    Action::Shelf(news)
}

fn unpacked(name: &str, text: &str) -> Action {
    let news = ShelfNews::Unpacked(Ok((name.to_owned(), text.into())));
    Action::Shelf(news)
}

#[test]
fn the_interpreter_is_warm_before_it_is_needed() {
    let page = Page::at("#/program");
    assert!(page.effects.contains(&Effect::WarmInterpreter));
    assert!(
        !Page::at("#/gather")
            .effects
            .contains(&Effect::WarmInterpreter)
    );
}

#[test]
fn run_hands_the_text_to_an_interpreter_and_shows_what_it_tells() {
    let (mut page, there) = at_once("print('hi')\n");
    assert_eq!(&*there.beginning.text, "print('hi')\n");
    assert_eq!(there.beginning.file, "prog.py");
    assert_eq!(page.state.run_state(), RunState::Running);
    there.run.hear(prints(&[(0.0, "hi")]));
    there.run.hear(returned());
    page.settle();
    assert_eq!(page.console(), ["hi"]);
    assert_eq!(page.state.run_state(), RunState::Finished);
}

#[test]
fn a_file_is_called_like_its_program() {
    let mut page = written("x");
    let mut called = |name: &str| {
        page.act(Action::RenameProgram(name.to_owned()));
        page.state.draft().unwrap().file_name()
    };
    assert_eq!(called("Two shelves"), "two_shelves.py");
    assert_eq!(called("crawl.py"), "crawl.py");
    assert_eq!(called("../../etc"), "etc.py");
    assert_eq!(called("  "), "prog.py");
}

#[test]
fn an_empty_program_is_not_run() {
    let mut page = Page::at("#/program");
    page.act(Action::RunOrPause);
    assert!(page.programs().is_empty());
    assert!(page.says(say::NOTHING_TO_RUN));
}

#[test]
fn what_came_at_once_is_shown_at_the_pace_of_the_clock() {
    let mut page = written("x");
    page.act(Action::Speed(Speed::Times(2.0)));
    page.act(Action::RunOrPause);
    let there = page.programs().pop().unwrap();
    there
        .run
        .hear(prints(&[(0.0, "a"), (0.3, "b"), (0.6, "c")]));
    there.run.hear(returned());
    page.frame();
    assert_eq!(page.console(), ["a"]);
    page.wait(100.0);
    page.frame();
    assert_eq!(page.console(), ["a"]);
    assert_eq!(page.session().now(), Nanos::from_secs(0.2));
    page.wait(100.0);
    page.frame();
    assert_eq!(page.console(), ["a", "b"]);
    assert_eq!(page.state.run_state(), RunState::Running);
    page.wait(200.0);
    page.frame();
    assert_eq!(page.console(), ["a", "b", "c"]);
    assert_eq!(page.state.run_state(), RunState::Finished);
}

#[test]
fn time_in_which_nobody_saw_the_page_is_not_made_up_for() {
    let mut page = written("x");
    page.act(Action::RunOrPause);
    let there = page.programs().pop().unwrap();
    there.run.hear(prints(&[(0.0, "a"), (60.0, "b")]));
    page.frame();
    page.wait(3_600_000.0);
    page.frame();
    assert_eq!(page.console(), ["a"]);
}

#[test]
fn the_clock_stands_where_nothing_is_known_of_what_comes() {
    let mut page = written("x");
    page.act(Action::RunOrPause);
    let there = page.programs().pop().unwrap();
    there.run.hear(prints(&[(0.1, "a")]));
    for _ in 0..20 {
        page.wait(100.0);
        page.frame();
    }
    assert_eq!(page.session().now(), Nanos::from_secs(0.1));
}

#[test]
fn it_is_paused_and_goes_on() {
    let mut page = written("x");
    page.act(Action::RunOrPause);
    let there = page.programs().pop().unwrap();
    there.run.hear(prints(&[(0.0, "a"), (0.1, "b")]));
    there.run.hear(returned());
    page.frame();
    page.act(Action::RunOrPause);
    assert_eq!(page.state.run_state(), RunState::Paused);
    page.wait(200.0);
    page.settle();
    assert_eq!(page.console(), ["a"]);
    page.act(Action::RunOrPause);
    page.frame();
    page.wait(200.0);
    page.settle();
    assert_eq!(page.console(), ["a", "b"]);
}

#[test]
fn stop_shows_all_that_came_and_nothing_after() {
    let mut page = written("while True: pass");
    page.act(Action::RunOrPause);
    let there = page.programs().pop().unwrap();
    there.run.hear(prints(&[(0.0, "a"), (5.0, "b")]));
    page.frame();
    page.act(Action::Stop);
    there.run.hear(Message::Failed(Failure::Abort));
    page.settle();
    assert_eq!(*there.sent.borrow(), [Command::Stop]);
    assert_eq!(page.console(), ["a", "b"]);
    assert_eq!(page.state.run_state(), RunState::Stopped);
}

#[test]
fn stop_is_at_once_however_much_has_come() {
    let (mut page, there) = at_once("while True: print()");
    there.run.hear(prints(&[(0.0, "a")]));
    let printed =
        b"{\"t\":0,\"e\":{\"Printed\":{\"stream\":\"Stdout\",\"text\":\"x\\n\",\"at\":[0,1]}}}\n";
    there.run.hear(Message::Trace(printed.repeat(100_000)));
    page.frame();
    page.act(Action::Stop);
    page.frame();
    page.frame();
    assert_eq!(page.state.run_state(), RunState::Stopped);
    assert!(page.session().len() < 20_000, "{}", page.session().len());
}

#[test]
fn stop_after_the_end_shows_how_it_ended() {
    let mut page = written("x");
    page.act(Action::RunOrPause);
    let there = page.programs().pop().unwrap();
    there.run.hear(prints(&[(0.0, "a"), (5.0, "b")]));
    there.run.hear(returned());
    page.frame();
    page.act(Action::Stop);
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Finished);
    assert_eq!(page.console(), ["a", "b"]);
}

#[test]
fn a_program_is_gone_through_step_by_step_from_its_first_event() {
    let mut page = written("x");
    page.act(Action::StepBy(true));
    let there = page.programs().pop().unwrap();
    there.run.hear(prints(&[(0.0, "a"), (9.0, "b")]));
    there.run.hear(returned());
    page.settle();
    assert_eq!(page.state.status(), Some(Status::Paused));
    assert_eq!(page.console(), ["a"]);
    page.act(Action::StepBy(true));
    page.settle();
    assert_eq!(page.console(), ["a", "b"]);
}

#[test]
fn a_syntax_error_is_known_after_a_pause_in_typing_and_nothing_runs() {
    let mut page = written("print(");
    let draft = page.state.draft().unwrap();
    let pause = Action::Pause(draft.edit());
    assert!(page.effects.contains(&Effect::After(300, pause.clone())));
    page.act(pause);
    let Some(Effect::Check { edit, text, .. }) = page.effects.last().cloned() else {
        panic!("{:?}", page.effects.last());
    };
    assert_eq!(&*text, "print(");
    let wrong = SyntaxError {
        message: "SyntaxError: '(' was never closed".to_owned(),
        from: (1, 6),
        to: None,
    };
    page.act(Action::Checked(edit, Some(wrong.clone())));
    assert_eq!(page.state.run_state(), RunState::Unreadable(wrong));
    page.act(Action::RunOrPause);
    assert!(page.programs().is_empty());
    assert_eq!(page.effects.last(), Some(&Effect::ShowLine(1)));
}

#[test]
fn what_is_said_of_an_earlier_text_is_not_heard() {
    let mut page = written("print(");
    let edit = page.state.draft().unwrap().edit();
    page.act(Action::Type("print()".to_owned()));
    let before = page.effects.len();
    page.act(Action::Pause(edit));
    assert_eq!(page.effects.len(), before);
    let wrong = SyntaxError {
        message: String::new(),
        from: (1, 1),
        to: None,
    };
    page.act(Action::Checked(edit, Some(wrong)));
    assert_eq!(page.state.run_state(), RunState::Before);
}

#[test]
fn a_result_of_another_text_is_stale_and_which_lines_differ_is_known() {
    let (mut page, there) = at_once("a\nb\nc\n");
    there.run.hear(prints(&[(0.0, "a")]));
    there.run.hear(returned());
    page.settle();
    page.act(Action::Type("a\nB\nB\nc\n".to_owned()));
    let lines = TextChange { first: 2, last: 3 };
    assert_eq!(page.state.run_state(), RunState::Changed(lines));
    assert!(page.state.at_lines().tasks.is_empty());
    page.act(Action::Type("a\nb\nc\n".to_owned()));
    assert_eq!(page.state.run_state(), RunState::Finished);
}

#[test]
fn where_two_texts_differ() {
    let between = |was, is| TextChange::between(was, is).map(|it| (it.first, it.last));
    assert_eq!(between("a\nb", "a\nb"), None);
    assert_eq!(between("a\nb", "a\nc"), Some((2, 2)));
    assert_eq!(between("a\nb\nc", "a\nc"), Some((2, 2)));
    assert_eq!(between("a\nb\nc\n", "a\nb\n"), Some((3, 3)));
    assert_eq!(between("", "a\nb"), Some((1, 2)));
    assert_eq!(between("a\na\na", "a\na"), Some((2, 2)));
}

#[test]
fn a_slider_runs_again_what_has_run_and_nothing_else() {
    let mut page = written("N = 1  # 1..9\n");
    page.act(Action::Type("N = 2  # 1..9\n".to_owned()));
    page.act(Action::KnobSet);
    assert!(page.programs().is_empty());
    page.act(Action::RunOrPause);
    page.act(Action::Type("N = 3  # 1..9\n".to_owned()));
    page.act(Action::KnobSet);
    let texts: Vec<_> = page
        .programs()
        .iter()
        .map(|it| it.beginning.text.to_string())
        .collect();
    assert_eq!(texts, ["N = 2  # 1..9\n", "N = 3  # 1..9\n"]);
    assert_eq!(*page.programs()[0].sent.borrow(), [Command::Stop]);
}

#[test]
fn a_program_asks_when_all_before_is_shown_and_the_answer_goes_there() {
    let mut page = written("input()");
    page.act(Action::RunOrPause);
    let there = page.programs().pop().unwrap();
    there.run.hear(prints(&[(0.0, "name?"), (0.2, "really?")]));
    there.run.hear(Message::Asks);
    page.frame();
    assert!(!page.session().asks());
    page.wait(250.0);
    page.frame();
    assert!(page.session().asks());
    page.act(Action::Answer("Ada".to_owned()));
    assert_eq!(*there.sent.borrow(), [Command::Answer("Ada\n".to_owned())]);
    assert!(!page.session().asks());
}

#[test]
fn an_exception_is_at_its_line_and_the_files_that_were_written_are_there() {
    let (mut page, there) = at_once("x");
    there.run.hear(prints(&[(0.0, "a")]));
    let files = vec![Written {
        path: "out.txt".to_owned(),
        size: 12,
        is_there: true,
    }];
    let left = Left {
        line: Some(7),
        files,
        ..Left::default()
    };
    there.run.hear(Message::Ended(End::Exited(1), left.clone()));
    page.settle();
    assert_eq!(page.session().left(), Some(left));
    assert_eq!(page.state.at_lines().marks, [(7, Mark::Wrong)]);
}

#[test]
fn why_an_interpreter_did_not_outlive_its_program_is_said() {
    let (mut page, there) = at_once("x");
    there.run.hear(prints(&[(0.0, "a")]));
    there.run.hear(Message::Failed(Failure::Stack));
    page.settle();
    assert_eq!(page.state.run_state(), RunState::Broken(Failure::Stack));
    assert_eq!(page.console(), ["a"]);
}

#[test]
fn what_is_no_trace_ends_the_run_and_the_program() {
    let (mut page, there) = at_once("x");
    there.run.hear(prints(&[(1.0, "a"), (0.5, "b")]));
    page.settle();
    assert!(matches!(
        page.state.run_state(),
        RunState::Broken(Failure::Broken(_))
    ));
    assert_eq!(*there.sent.borrow(), [Command::Stop]);
    assert_eq!(page.console(), ["a"]);
}

#[test]
fn the_program_stays_while_its_address_does() {
    let mut page = Page::at("#/program");
    page.act(named("a1", "Untitled"));
    page.act(Action::Type("x = 1".to_owned()));
    page.act(Action::Address("#/program/a1".to_owned()));
    assert_eq!(&*page.state.draft().unwrap().text, "x = 1");
    page.act(Action::Address("#/program".to_owned()));
    assert!(page.state.draft().unwrap().is_empty());
}

#[test]
fn what_is_typed_is_kept_and_the_address_names_the_program() {
    let mut page = Page::at("#/program");
    let begun = Effect::BeginProgram {
        name: "Untitled".to_owned(),
        text: "".into(),
    };
    assert!(page.effects.contains(&begun));
    page.act(named("a1", "Untitled"));
    page.act(Action::Type("x = 1".to_owned()));
    assert!(page.effects.contains(&Effect::Keep("x = 1".into())));
    assert_eq!(page.address(), "#/program/a1");
}

#[test]
fn an_address_opens_the_program_that_it_names() {
    let mut page = Page::at("#/program/a1");
    assert!(page.effects.contains(&Effect::OpenProgram("a1".to_owned())));
    assert!(page.state.draft().unwrap().is_awaited);
    page.act(opened("a1", "Two shelves", "x = 1"));
    let draft = page.state.draft().unwrap();
    assert_eq!((&*draft.name, &*draft.text), ("Two shelves", "x = 1"));
    assert!(!draft.is_awaited);
}

#[test]
fn an_address_of_a_program_that_is_not_here_says_so_and_is_an_empty_one() {
    let mut page = Page::at("#/program/a1");
    page.act(Action::Shelf(ShelfNews::Missing));
    assert!(page.says(shelf::MISSING));
    assert!(page.state.draft().unwrap().is_empty());
}

#[test]
fn another_program_takes_the_place_of_the_run_too() {
    let (mut page, there) = at_once("x");
    there.run.hear(prints(&[(0.0, "a")]));
    page.act(Action::OpenProgram(Some("b2".to_owned())));
    assert!(page.state.session.is_none());
    assert_eq!(*there.sent.borrow(), [Command::Stop]);
    assert!(page.effects.contains(&Effect::OpenProgram("b2".to_owned())));
}

#[test]
fn a_program_of_a_link_is_shown_and_does_not_run() {
    let mut page = Page::at("#/program?text=aXYZ&_steps=loop");
    assert!(page.effects.contains(&Effect::Unpack("aXYZ".to_owned())));
    page.act(unpacked("Shared", "print('hi')"));
    let draft = page.state.draft().unwrap();
    assert_eq!((&*draft.name, &*draft.text), ("Shared", "print('hi')"));
    assert!(page.programs().is_empty());
    assert_eq!(page.state.run_state(), RunState::Before);
}

#[test]
fn a_link_whose_program_was_cut_off_says_so() {
    let mut page = Page::at("#/program?text=aXYZ");
    let cut = ShelfNews::Unpacked(Err("cut".to_owned()));
    page.act(Action::Shelf(cut));
    assert!(page.says(shelf::LINK_CUT));
    assert!(!page.state.draft().unwrap().is_awaited);
}

#[test]
fn share_puts_the_program_into_the_link_and_leaves_the_address() {
    let mut page = written("x = 1");
    page.act(Action::Share);
    let packed = Effect::Pack {
        name: String::new(),
        text: "x = 1".into(),
    };
    assert_eq!(page.effects.last(), Some(&packed));
    page.act(Action::Shelf(ShelfNews::Packed(Ok("aXYZ".to_owned()))));
    let Some(Effect::CopyLink(link)) = page.effects.last().cloned() else {
        panic!("{:?}", page.effects.last());
    };
    assert!(
        link.starts_with("#/program?") && link.contains("text=aXYZ"),
        "{link}"
    );
    assert_eq!(page.state.sharing.as_ref().unwrap().address, link);
    let other = Page::open_at(&link, Opening::default());
    assert!(other.effects.contains(&Effect::Unpack("aXYZ".to_owned())));
    assert!(
        other.state.notice.text.is_empty(),
        "{}",
        other.state.notice.text
    );
}

#[test]
fn a_shared_moment_is_gone_to_once_its_program_is_run() {
    let (mut page, there) = at_once("x");
    there
        .run
        .hear(prints(&[(0.0, "a"), (1.0, "b"), (2.0, "c")]));
    there.run.hear(returned());
    page.settle();
    page.act(Action::Go(2));
    page.act(Action::Share);
    page.act(Action::Shelf(ShelfNews::Packed(Ok("aXYZ".to_owned()))));
    let link = page.state.sharing.as_ref().unwrap().address.clone();
    let mut other = Page::open_at(&link, Opening::default());
    other.act(unpacked("", "x"));
    other.act(Action::RunOrPause);
    let there = other.programs().pop().unwrap();
    there
        .run
        .hear(prints(&[(0.0, "a"), (1.0, "b"), (2.0, "c")]));
    there.run.hear(returned());
    other.settle();
    assert_eq!(other.position(), 2);
    assert_eq!(other.session().len(), 3);
}

#[test]
fn a_scenario_becomes_a_program_of_its_own() {
    let mut page = Page::at("#/gather?a=5");
    page.act(Action::EditAsProgram);
    let draft = page.state.draft().unwrap();
    assert!(draft.text.contains("asyncio.gather"), "{}", draft.text);
    assert!(draft.text.contains("factorial(\"A\", 5)") || draft.text.contains("factorial('A', 5)"));
    let begun = Effect::BeginProgram {
        name: draft.name.clone(),
        text: draft.text.clone(),
    };
    assert!(page.effects.contains(&begun));
    assert_eq!(page.address(), "#/program");
}

#[test]
fn a_template_is_begun_with_and_its_question_is_asked() {
    let mut page = Page::at("#/program");
    let words = |text: &str| Words {
        en: text.to_owned(),
        zh: text.to_owned(),
    };
    let template = Template {
        id: "hangs".to_owned(),
        title: words("My queue hangs"),
        line: words(""),
        question: words("Why?"),
        text: "import asyncio".into(),
    };
    let group = Group {
        title: words("It hangs"),
        templates: vec![template],
    };
    page.act(Action::Shelf(ShelfNews::Templates(vec![group])));
    page.act(Action::UseTemplate("hangs".to_owned()));
    let draft = page.state.draft().unwrap();
    assert_eq!(
        (&*draft.name, &*draft.text),
        ("My queue hangs", "import asyncio")
    );
    assert_eq!(draft.question, Some(words("Why?")));
}

#[test]
fn how_a_run_ended_is_remembered_unless_a_person_ended_it() {
    let remembered = |page: &Page| {
        let mut effects = page.effects.iter();
        effects.any(|effect| matches!(effect, Effect::RememberResult(_)))
    };
    let (mut page, there) = at_once("x");
    there.run.hear(prints(&[(1.5, "a")]));
    there
        .run
        .hear(Message::Ended(End::Deadlocked, Left::default()));
    page.settle();
    let result = LastResult {
        how: How::Deadlocked,
        at: Nanos::from_secs(1.5),
    };
    assert!(page.effects.contains(&Effect::RememberResult(result)));
    let (mut page, there) = at_once("x");
    there.run.hear(prints(&[(1.5, "a")]));
    page.act(Action::Stop);
    page.settle();
    assert!(!remembered(&page));
}

#[test]
fn what_another_tab_made_of_the_program_is_shown() {
    let mut page = written("x = 1");
    let given = page.state.draft().unwrap().given;
    page.act(Action::Shelf(ShelfNews::Replaced("x = 2".into())));
    let draft = page.state.draft().unwrap();
    assert_eq!(&*draft.text, "x = 2");
    assert!(draft.given > given, "the editor has to know of it");
}
