//! Every way in which real web workers can fail, in a page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Function, Object, Reflect};
use loopscope::events::{Event, JobId, WorkerState};
use loopscope::runtime::driver::browser::{Browser, Status};
use loopscope::runtime::{
    Exception, Pool, Result, get_running_loop, print, process_pool_executor, sleep,
    thread_pool_executor, to_thread,
};
use loopscope::workers::{job, slot_browser};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

mod in_page;

use in_page::{Heard, console, end_of, start, start_with, until, wall};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn a_job_that_panics_breaks_its_worker_and_not_its_pool() {
    let lines = console(async {
        for pool in [thread_pool_executor(1)?, process_pool_executor(1)?] {
            let panics = pool.submit(job::panics("ouch".to_owned()))?;
            print(panics.await.unwrap_err().class().name);
            print(pool.submit(job::echo("again".to_owned()))?.await?);
        }
        Ok(())
    })
    .await;
    assert_eq!(
        lines,
        ["BrokenExecutor", "again", "BrokenProcessPool", "again"]
    );
}

#[wasm_bindgen_test]
async fn a_process_that_dies_without_a_word_is_noticed() {
    let lines = console(async {
        let pool = process_pool_executor(1)?;
        let (dies, waits) = (pool.submit(job::exits())?, pool.submit(job::getpid())?);
        print(dies.await.unwrap_err());
        print(waits.await.unwrap_err().class().name);
        print(pool.submit(job::echo("again".to_owned()))?.await?);
        Ok(())
    })
    .await;
    assert_eq!(
        lines,
        [
            "concurrent.futures.process.BrokenProcessPool: A process in the process pool was \
             terminated abruptly while the future was running or pending.",
            "BrokenProcessPool",
            "again"
        ]
    );
}

#[wasm_bindgen_test]
async fn stop_ends_a_job_that_never_ends() {
    for gil in [true, false] {
        let (browser, heard) = start(async move {
            get_running_loop()?.set_gil_enabled(gil);
            to_thread(job::never_ends()).await
        });
        until(|| {
            let states = heard.states();
            states
                .iter()
                .any(|state| matches!(state, WorkerState::Running(_)))
        })
        .await;
        let began = wall();
        browser.stop();
        assert!(matches!(browser.status(), Status::Stopped));
        assert!(wall() - began < 200.0);
        // The GIL went with the thread: the next run computes.
        let lines = console(async {
            print(to_thread(job::cpu_bound(1000)).await?);
            Ok(())
        })
        .await;
        assert_eq!(lines, ["332833500"]);
    }
}

#[wasm_bindgen_test]
async fn arguments_that_cannot_be_copied_are_a_type_error() {
    let lines = console(async {
        let by_tuple = std::collections::BTreeMap::from([((1, 2), 3)]);
        let job = job::pack::<String>("echo", "{(1, 2): 3}", &(by_tuple,));
        let raised = process_pool_executor(1)?.submit(job)?.await;
        print(raised.unwrap_err().class().name);
        Ok(())
    })
    .await;
    assert_eq!(lines, ["TypeError"]);
}

#[wasm_bindgen_test]
async fn a_worker_that_cannot_be_loaded_is_one_clear_message() {
    let (browser, heard) = start_with("/no/such/worker.js", async {
        print(to_thread(job::getpid()).await.unwrap_err());
        Ok(())
    });
    end_of(&browser).await;
    let lines = heard.console();
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].starts_with("RuntimeError: can't start new thread: "),
        "{lines:?}"
    );
}

#[wasm_bindgen_test]
async fn a_browser_without_workers_is_one_clear_message() {
    let global = js_sys::global();
    let worker = js_sys::Reflect::get(&global, &"Worker".into()).unwrap();
    js_sys::Reflect::delete_property(&global, &"Worker".into()).unwrap();
    slot_browser::end_warm_threads();
    let (browser, heard) = start(async {
        print(to_thread(job::getpid()).await.unwrap_err());
        Ok(())
    });
    end_of(&browser).await;
    js_sys::Reflect::set(&global, &"Worker".into(), &worker).unwrap();
    assert_eq!(
        heard.console(),
        ["RuntimeError: can't start new thread: this browser has no web workers"]
    );
}

/// The page's workers, remembered, so that a test can end one behind its pool's back.
#[derive(Clone)]
struct Workers(Object);

impl Workers {
    fn remember() -> Self {
        let source = "
            const Original = self.Worker, made = [], living = new Set(), given = new Map();
            const kill = (worker) => {
                living.delete(worker);
                Original.prototype.terminate.call(worker);
            };
            self.Worker = class extends Original {
                constructor(...how) {
                    super(...how);
                    made.push(this);
                    // Before its first word the browser loads its script.
                    this.addEventListener('message', () => living.add(this), { once: true });
                }
                postMessage(what) {
                    if (typeof what === 'string') given.set(what, (given.get(what) ?? 0) + 1);
                    super.postMessage(what);
                }
                terminate() { kill(this); }
            };
            return {
                kill(number) { kill(made[number]); },
                killOne() {
                    const all = [...living];
                    if (all.length) kill(all[Math.floor(Math.random() * all.length)]);
                    return all.length > 0;
                },
                givenTwice: () => [...given.values()].filter((times) => times > 1).length,
                forget() { self.Worker = Original; },
            };";
        let make = Function::new_no_args(source);
        Self(make.call0(&JsValue::UNDEFINED).unwrap().unchecked_into())
    }

    /// Ends the one that was made as this many others had been.
    fn kill(&self, number: u32) {
        self.call("kill", number.into());
    }

    /// Ends any one of those that have begun to run; false if there is none.
    fn kill_one(&self) -> bool {
        self.call("killOne", JsValue::UNDEFINED).is_truthy()
    }

    /// How many messages were sent more than once.
    fn given_twice(&self) -> u32 {
        self.call("givenTwice", JsValue::UNDEFINED)
            .as_f64()
            .unwrap() as u32
    }

    fn forget(&self) {
        self.call("forget", JsValue::UNDEFINED);
    }

    fn call(&self, what: &str, with: JsValue) -> JsValue {
        let what: Function = Reflect::get(&self.0, &what.into())
            .unwrap()
            .unchecked_into();
        what.call1(&self.0, &with).unwrap()
    }
}

#[wasm_bindgen_test]
async fn a_worker_that_is_killed_from_outside_breaks_its_job_and_not_its_pool() {
    slot_browser::end_warm_threads();
    let workers = Workers::remember();
    let (browser, heard) = start(async {
        let pool = process_pool_executor(1)?;
        print(pool.submit(job::never_ends())?.await.unwrap_err());
        print(pool.submit(job::echo("again".to_owned()))?.await?);
        Ok(())
    });
    let runs = |state: &WorkerState| matches!(state, WorkerState::Running(_));
    until(|| heard.states().iter().any(runs)).await;
    workers.kill(0);
    workers.forget();
    end_of(&browser).await;
    assert_eq!(
        heard.console(),
        [
            "concurrent.futures.process.BrokenProcessPool: A process in the process pool was \
             terminated abruptly while the future was running or pending.",
            "again"
        ]
    );
}

/// Takes the Web Locks from page and workers, as in a page that is not secure: gives the address
/// of a worker script without them, and a function that gives the page's back.
fn without_locks() -> (String, js_sys::Function) {
    let source = "
        const none = (prototype) =>
            `Object.defineProperty(${prototype}, 'locks', { get() {}, configurable: true });`;
        const had = Object.getOwnPropertyDescriptor(Navigator.prototype, 'locks');
        (0, eval)(none('Navigator.prototype'));
        const script = none('WorkerNavigator.prototype')
            + `await import('${location.origin}/www/worker.js');`;
        const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
        return [address, () => Object.defineProperty(Navigator.prototype, 'locks', had)];";
    let make = js_sys::Function::new_no_args(source);
    let made: js_sys::Array = make.call0(&JsValue::UNDEFINED).unwrap().unchecked_into();
    (
        made.get(0).as_string().unwrap(),
        made.get(1).unchecked_into(),
    )
}

#[wasm_bindgen_test]
async fn without_web_locks_whole_jobs_are_serialised_under_the_gil_and_only_there() {
    let (script, give_back) = without_locks();
    assert!(!slot_browser::can_hand_gil_on());
    let mut most = Vec::new();
    for gil in [true, false] {
        let (browser, heard) = start_with(&script, async move {
            get_running_loop()?.set_gil_enabled(gil);
            let pool = thread_pool_executor(2)?;
            for future in pool.map([job::cpu_bound(3_000_000), job::cpu_bound(3_000_000)])? {
                print(future.await?);
            }
            Ok(())
        });
        end_of(&browser).await;
        assert!(
            matches!(browser.status(), Status::Finished(Ok(()))),
            "{:?}",
            browser.status()
        );
        assert_eq!(heard.console(), ["8999995500000500000"; 2]);
        let starts = |state: &&WorkerState| **state == WorkerState::Starting;
        most.push(heard.states().iter().filter(starts).count());
    }
    give_back.call0(&JsValue::UNDEFINED).unwrap();
    slot_browser::end_warm_threads();
    assert_eq!(most, [1, 2]);
}

#[wasm_bindgen_test]
async fn a_browser_that_refuses_workers_is_one_clear_message() {
    slot_browser::end_warm_threads();
    let refuse = js_sys::Function::new_no_args(
        "const Original = self.Worker;
         self.Worker = class { constructor() { throw new Error('not here'); } };
         return () => { self.Worker = Original; };",
    );
    let give_back: js_sys::Function = refuse.call0(&JsValue::UNDEFINED).unwrap().unchecked_into();
    let (browser, heard) = start(async {
        print(to_thread(job::getpid()).await.unwrap_err());
        Ok(())
    });
    end_of(&browser).await;
    give_back.call0(&JsValue::UNDEFINED).unwrap();
    assert_eq!(
        heard.console(),
        [
            "RuntimeError: can't start new thread: this browser refuses web workers (Error: not here)"
        ]
    );
}

/// How many workers are killed at random moments; `./dev kills N` says.
fn kills() -> usize {
    option_env!("LOOPSCOPE_KILLS").map_or(20, |said| said.parse().unwrap())
}

/// What came of the jobs of a pool whose workers are killed.
#[derive(Default)]
struct Tally {
    killed: Cell<usize>,
    returned: Cell<usize>,
    broken: Cell<usize>,
    /// What should not have happened.
    wrong: RefCell<Vec<String>>,
    works_again: Cell<bool>,
}

impl Tally {
    fn count<T: PartialEq + std::fmt::Debug>(&self, result: Result<T>, expected: T) {
        match result {
            Ok(value) if value == expected => self.returned.set(self.returned.get() + 1),
            Ok(value) => self.is_wrong(format!("{value:?} instead of {expected:?}")),
            Err(exception) if is_reported(&exception) => self.broken.set(self.broken.get() + 1),
            Err(exception) => self.is_wrong(exception.to_string()),
        }
    }

    fn is_wrong(&self, what: String) {
        self.wrong.borrow_mut().push(what);
    }
}

/// Whether it says that a worker is no more.
fn is_reported(exception: &Exception) -> bool {
    let class = exception.class().name;
    let could_not_start = exception.to_string().contains("can't start new ");
    class == "BrokenProcessPool" || class == "BrokenExecutor" || could_not_start
}

/// So many times: jobs are handed in, and at a random moment one of the workers is ended behind the
/// pool's back, whatever it does.
async fn killed_at_random(pool: Pool, kills: usize, workers: Workers, tally: Rc<Tally>) -> Result {
    let mut number = 0;
    for _ in 0..kills {
        let mut texts = Vec::new();
        let mut sums = Vec::new();
        for _ in 0..3 {
            number += 1;
            sums.push((number, pool.submit(job::cpu_bound(400_000 + number))?));
            texts.push((number, pool.submit(job::echo(number.to_string()))?));
        }
        sleep(js_sys::Math::random() * 0.1).await?;
        while !workers.kill_one() {
            sleep(0.002).await?;
        }
        tally.killed.set(tally.killed.get() + 1);
        for (number, sum) in sums {
            let n = u128::from(400_000 + number);
            tally.count(sum.await, (n - 1) * n * (2 * n - 1) / 6);
        }
        for (number, text) in texts {
            tally.count(text.await, number.to_string());
        }
    }
    // The last one's death may not be noticed yet.
    for _ in 0..3 {
        let again = pool.submit(job::echo("again".to_owned()))?.await;
        tally.works_again.set(again.is_ok());
        if again.is_ok() {
            break;
        }
    }
    Ok(())
}

#[wasm_bindgen_test]
async fn of_workers_killed_at_random_no_job_is_lost_or_run_twice_without_a_word() {
    let opens: [fn() -> Result<Pool>; 2] =
        [|| process_pool_executor(2), || thread_pool_executor(2)];
    for open in opens {
        slot_browser::end_warm_threads();
        let (workers, tally) = (Workers::remember(), Rc::new(Tally::default()));
        let main = {
            let (workers, tally) = (workers.clone(), tally.clone());
            async move { killed_at_random(open()?, kills().div_ceil(2), workers, tally).await }
        };
        let (browser, heard) = start(main);
        end_while(&browser, || tally.killed.get()).await;
        let status = browser.status();
        assert!(matches!(status, Status::Finished(Ok(()))), "{status:?}");
        assert_eq!(*tally.wrong.borrow(), Vec::<String>::new());
        assert_eq!(tally.killed.get(), kills().div_ceil(2));
        let (returned, broken) = (tally.returned.get(), tally.broken.get());
        assert_eq!(returned + broken, 6 * tally.killed.get());
        assert!(returned > 0 && broken > 0, "{returned} and {broken}");
        assert!(tally.works_again.get());
        // Each is said to end once; and no worker was given what another had been given, since no
        // two jobs are the same.
        assert!(ends(&heard).values().all(|ends| *ends == 1));
        assert_eq!(workers.given_twice(), 0);
        workers.forget();
        slot_browser::end_warm_threads();
    }
}

/// How often each job that was submitted is said to have ended.
fn ends(heard: &Heard) -> BTreeMap<JobId, u32> {
    let mut ends = BTreeMap::new();
    for (_, event) in heard.0.borrow().iter() {
        match event {
            Event::JobSubmitted { job, .. } => drop(ends.insert(*job, 0)),
            Event::JobEnded { job, .. } => *ends.entry(*job).or_default() += 1,
            _ => {}
        }
    }
    ends
}

/// Waits for a run's end for as long as `progress` does not stand for a minute.
async fn end_while(browser: &Browser, progress: impl Fn() -> usize) {
    let (mut seen, mut since) = (progress(), wall());
    while !browser.status().is_over() {
        if progress() != seen {
            (seen, since) = (progress(), wall());
        }
        assert!(wall() - since < 60_000.0, "after {seen} kills");
        TimeoutFuture::new(20).await;
    }
}

#[wasm_bindgen_test]
async fn without_web_locks_a_worker_that_falls_silent_is_noticed_and_no_other() {
    slot_browser::end_warm_threads();
    let (script, give_back) = without_locks();
    let workers = Workers::remember();
    let (browser, heard) = start_with(&script, async {
        let pool = process_pool_executor(3)?;
        let dies = pool.submit(job::never_ends())?;
        // Longer than a worker may be silent that does not say so.
        let blocks = pool.submit(job::sleeps(13.0))?;
        let _computes = pool.submit(job::never_ends())?;
        print(dies.await.unwrap_err().class().name);
        print(pool.submit(job::echo("again".to_owned()))?.await?);
        blocks.await?;
        print("blocked");
        Ok(())
    });
    let busy =
        |state: &&WorkerState| matches!(state, WorkerState::Running(_) | WorkerState::Blocking(_));
    until(|| heard.states().iter().filter(busy).count() == 3).await;
    workers.kill(0);
    until(|| heard.console().len() == 3).await;
    let gone = |state: &&WorkerState| **state == WorkerState::Gone;
    let lost = heard.states().iter().filter(gone).count();
    browser.stop();
    give_back.call0(&JsValue::UNDEFINED).unwrap();
    workers.forget();
    assert_eq!(heard.console(), ["BrokenProcessPool", "again", "blocked"]);
    assert_eq!(lost, 1);
}

/// The address of a worker script before which `first` is run.
fn script_after(first: &str) -> String {
    let source = "
        const script = `${first} await import('${location.origin}/www/worker.js');`;
        return URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));";
    let make = Function::new_with_args("first", source);
    let made = make.call1(&JsValue::UNDEFINED, &first.into()).unwrap();
    made.as_string().unwrap()
}

#[wasm_bindgen_test]
async fn a_worker_that_runs_out_of_memory_breaks_its_job_and_not_its_pool() {
    // Of the 4 GiB that an address has room for, 4 MiB are left.
    let script = script_after(
        "const instantiate = WebAssembly.instantiate;
         WebAssembly.instantiate = async (...how) => {
             const made = await instantiate(...how);
             const { memory } = (made.instance ?? made).exports;
             memory.grow(65536 - 64 - memory.buffer.byteLength / 65536);
             return made;
         };",
    );
    slot_browser::end_warm_threads();
    let (browser, heard) = start_with(&script, async {
        for pool in [process_pool_executor(1)?, thread_pool_executor(1)?] {
            let reads = pool.submit(job::blocking_io(16 << 20, 0.0))?;
            print(reads.await.unwrap_err().class().name);
            let sieves = pool.submit(job::count_primes(u32::MAX))?;
            print(sieves.await.unwrap_err().class().name);
            print(pool.submit(job::echo("again".to_owned()))?.await?);
        }
        Ok(())
    });
    end_of(&browser).await;
    slot_browser::end_warm_threads();
    assert_eq!(
        heard.console(),
        [
            "BrokenProcessPool",
            "MemoryError",
            "again",
            "BrokenExecutor",
            "MemoryError",
            "again"
        ]
    );
}

#[wasm_bindgen_test]
async fn a_worker_for_which_there_is_no_memory_is_one_clear_message() {
    let script = script_after(
        "WebAssembly.instantiate = async () => {
             throw new RangeError('Out of memory: Cannot allocate Wasm memory for new instance');
         };",
    );
    slot_browser::end_warm_threads();
    let (browser, heard) = start_with(&script, async {
        print(to_thread(job::getpid()).await.unwrap_err());
        Ok(())
    });
    end_of(&browser).await;
    assert_eq!(
        heard.console(),
        [
            "RuntimeError: can't start new thread: RangeError: Out of memory: Cannot allocate Wasm \
             memory for new instance"
        ]
    );
}
