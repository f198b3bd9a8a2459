//! The headless runner, `cargo run --example run`: what it prints, says and exits with.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::Duration;

use loopscope::runtime::{EventLoop, call, coroutine, sleep};
use loopscope::scenarios::bounded::{self, Bounds, Failure, Progress};
use loopscope::scenarios::{Values, catalogue, find, python_source};
use serde_json::Value;

/// `cargo test` builds the examples beside the tests.
fn runner() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.ancestors().nth(2).unwrap().join("examples");
    folder.join(format!("run{}", std::env::consts::EXE_SUFFIX))
}

fn run<S: AsRef<OsStr>>(arguments: &[S]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(runner()).args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn each_console_line_stands_after_its_stamp_and_a_tab() {
    let (status, out, err) = run(&["gather", "a=2", "b=0", "c=1", "delay=0.25"]);
    assert_eq!(
        out,
        "0.000000000\tTask A: Compute factorial(2)...\n\
         0.000000000\tTask B: factorial(0) = 1\n\
         0.000000000\tTask C: factorial(1) = 1\n\
         0.250000000\tTask A: factorial(2) = 2\n"
    );
    assert_eq!((status, err.as_str()), (0, ""));
}

#[test]
fn the_clock_of_day_starts_at_midnight() {
    let (_, out, _) = run(&["sequence", "first_delay=3600", "second_delay=61.5"]);
    assert!(
        out.starts_with("0.000000000\tstarted at 00:00:00\n"),
        "{out}"
    );
    assert!(
        out.ends_with("3661.500000000\tfinished at 01:01:01\n"),
        "{out}"
    );
}

#[test]
fn bad_parameters_get_the_forms_messages_and_status_2() {
    let (status, out, err) = run(&["gather", "delay=4000", "a=two", "zz=1", "b=1", "b=2", "c"]);
    assert_eq!((status, out.as_str()), (2, ""));
    let known = "a, b, c, delay, name_a, name_b, name_c";
    assert_eq!(
        err.lines().collect::<Vec<_>>(),
        [
            &format!("“zz” is not a parameter of this scenario; it has {known}"),
            "b is given more than once; “1” is used, “2” is not",
            "“c” is not of the form name=value",
            "a: “two” is not a number; allowed: 0 to 34",
            "delay: 4000 is above the largest allowed, 3600 s",
        ]
    );
}

#[test]
fn an_unknown_scenario_or_flag_gets_status_2_and_what_there_is() {
    let (status, _, err) = run(&["nothing"]);
    assert_eq!(status, 2);
    assert!(
        err.starts_with("there is no scenario “nothing”\nthere are: hello, sequence, "),
        "{err}"
    );
    for arguments in [
        &["gather", "--fast"][..],
        &["gather", "--trace", "--python"],
        &[],
    ] {
        let (status, out, err) = run(arguments);
        assert_eq!((status, out.as_str()), (2, ""), "{arguments:?}");
        assert!(err.contains("usage:"), "{err}");
    }
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_unicode_is_refused_at_its_parameter() {
    use std::os::unix::ffi::OsStrExt;
    let (status, _, err) = run(&[OsStr::new("hello"), OsStr::from_bytes(b"message=a\xff")]);
    assert_eq!(status, 2);
    assert!(
        err.starts_with("message: “a\u{fffd}” has U+FFFD at place 2"),
        "{err}"
    );
}

#[test]
fn an_exception_that_leaves_main_is_its_tracebacks_last_line_and_status_1() {
    let (status, out, err) = run(&["lost_task", "keep=true", "fails=true"]);
    assert_eq!(
        (status, out.as_str()),
        (1, "1.000000000\tmain: I am done\n")
    );
    assert_eq!(err, "ValueError: nobody hears this\n");
}

#[test]
fn a_deadlock_is_reported_with_who_waits_for_what_and_status_3() {
    let (status, out, err) = run(&["deadlock"]);
    assert_eq!(status, 3);
    assert!(
        out.ends_with("0.000000000\ttwo has its first lock\n"),
        "{out}"
    );
    assert!(err.contains("CPython would hang here"), "{err}");
    assert!(err.contains("worker('one') waits for"), "{err}");
    assert!(!err.contains("destroyed"), "{err}");
}

#[test]
fn a_program_that_gets_nowhere_is_given_up_with_status_4() {
    let (status, out, err) = run(&["hello", "delay=1", "--handles=1"]);
    assert_eq!((status, out.as_str()), (4, "0.000000000\thello\n"));
    assert_eq!(
        err,
        "livelock: 1 handles have run while the clock stood at 0.000000000 s. CPython would go on for \
         ever.\n  main() is not done\n"
    );
    // As many as it takes are enough.
    let (status, ..) = run(&["gather", "--handles=1000"]);
    assert_eq!(status, 0);
}

#[test]
fn bounds_that_are_no_numbers_above_0_are_refused_with_status_2() {
    for (flag, message) in [
        (
            "--handles=0",
            "--handles: “0” is not a whole number above 0\n",
        ),
        (
            "--handles=many",
            "--handles: “many” is not a whole number above 0\n",
        ),
        (
            "--patience=-1",
            "--patience: “-1” is not a number of seconds above 0\n",
        ),
        (
            "--patience=inf",
            "--patience: “inf” is not a number of seconds above 0\n",
        ),
    ] {
        let (status, out, err) = run(&["hello", flag]);
        assert_eq!((status, out.as_str(), err.as_str()), (2, "", message));
    }
}

#[test]
fn a_yield_for_ever_is_a_livelock() {
    let main = coroutine(call!(main()), async {
        loop {
            sleep(0.0).await?;
        }
        #[expect(unreachable_code, reason = "it says what the coroutine would give")]
        Ok(())
    });
    let bounds = Bounds {
        at_one_instant: 1_000,
        ..Bounds::default()
    };
    let ran = bounded::run(&EventLoop::new(), main, bounds, &Progress::default());
    let Err(Failure::Livelock(livelock)) = ran else {
        panic!("{ran:?}")
    };
    assert!(livelock.at_one_instant);
    assert_eq!(livelock.handles, 1_000);
    assert_eq!(livelock.tasks, ["main()"]);
}

#[test]
fn ticks_for_ever_are_a_livelock_however_the_clock_moves() {
    let main = coroutine(call!(main()), async {
        loop {
            sleep(1.0).await?;
        }
        #[expect(unreachable_code, reason = "it says what the coroutine would give")]
        Ok(())
    });
    let bounds = Bounds {
        in_all: 1_000,
        ..Bounds::default()
    };
    let ran = bounded::run(&EventLoop::new(), main, bounds, &Progress::default());
    let Err(Failure::Livelock(livelock)) = ran else {
        panic!("{ran:?}")
    };
    assert!(!livelock.at_one_instant);
    assert_eq!(livelock.handles, 1_000);
}

/// The thread of this test stays in the coroutine until its end, which is not before the one that
/// watches has seen it there.
#[test]
fn who_watches_a_run_is_told_of_a_handle_that_does_not_end() {
    let (tell, told) = std::sync::mpsc::channel();
    let progress = Progress::default();
    progress
        .watch(Duration::from_millis(1), move || tell.send(()).unwrap())
        .unwrap();
    let main = coroutine(call!(main()), async move {
        told.recv().unwrap();
        Ok(())
    });
    bounded::run(&EventLoop::new(), main, Bounds::default(), &progress).unwrap();
}

#[test]
fn the_programs_stderr_goes_to_stderr_with_its_stamp() {
    let (status, out, err) = run(&["lost_task", "work=0.5", "fails=true"]);
    assert_eq!(
        (status, out.as_str()),
        (0, "1.000000000\tmain: I am done\n")
    );
    assert_eq!(
        err,
        "0.500000000\tTask exception was never retrieved\n\
         0.500000000\tValueError: nobody hears this\n"
    );
}

#[test]
fn the_trace_is_one_json_object_a_line() {
    let (status, out, _) = run(&["--trace", "hello", "delay=0"]);
    assert_eq!(status, 0);
    let lines: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0]["format"], "loopscope trace");
    assert_eq!(lines[0]["program"]["name"], "hello");
    assert_eq!(lines[1]["e"], "LoopStarted");
    assert_eq!(lines.last().unwrap()["e"]["RunEnded"]["how"], "Returned");
    assert!(
        lines
            .iter()
            .any(|line| line["e"]["Printed"]["text"] == "hello\n")
    );
}

#[test]
fn the_python_program_has_the_parameters_in_it() {
    let (status, out, _) = run(&["hello", "message=it's \"so\"", "delay=0.1", "--python"]);
    assert_eq!(status, 0);
    assert!(
        out.contains("    print('it\\'s \"so\"')\n    await asyncio.sleep(0.1)\n"),
        "{out}"
    );
    let hello = find("hello").unwrap();
    let (_, out, _) = run(&["hello", "--python"]);
    assert_eq!(
        out,
        python_source(hello, &Values::defaults(hello.params)).text()
    );
}

#[test]
fn the_list_describes_every_scenario_and_parameter() {
    let (status, out, _) = run(&["--list"]);
    assert_eq!(status, 0);
    let list: Vec<Value> = serde_json::from_str(&out).unwrap();
    let ids: Vec<_> = list
        .iter()
        .map(|scenario| scenario["id"].as_str().unwrap())
        .collect();
    assert_eq!(
        ids,
        catalogue()
            .iter()
            .map(|scenario| scenario.id)
            .collect::<Vec<_>>()
    );
    let param = |id: &str, name: &str| -> Value {
        let scenario = list.iter().find(|scenario| scenario["id"] == id).unwrap();
        let params = scenario["params"].as_array().unwrap();
        params
            .iter()
            .find(|param| param["name"] == name)
            .unwrap()
            .clone()
    };
    let json = |text| serde_json::from_str::<Value>(text).unwrap();
    assert_eq!(
        param("gather", "a"),
        json(r#"{"name":"a","kind":"int","min":0,"max":34,"step":1,"choices":null,"default":2}"#)
    );
    assert_eq!(
        param("gather", "delay"),
        json(
            r#"{"name":"delay","kind":"float","min":0.0,"max":3600.0,"step":0.5,"choices":null,"default":1.0}"#
        )
    );
    assert_eq!(
        param("hello", "after"),
        json(
            r#"{"name":"after","kind":"text","min":0,"max":200,"step":null,"choices":null,"default":""}"#
        )
    );
    assert_eq!(
        param("lost_task", "keep"),
        json(
            r#"{"name":"keep","kind":"bool","min":null,"max":null,"step":null,"choices":[false,true],"default":false}"#
        )
    );
    let mode = param("wait", "return_when");
    assert_eq!(
        mode["choices"],
        json(r#"["FIRST_COMPLETED","FIRST_EXCEPTION","ALL_COMPLETED"]"#)
    );
}
