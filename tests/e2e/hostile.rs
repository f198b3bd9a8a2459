//! Links made by strangers: whatever an address says, the page runs with exactly the given values or
//! names each that it refused, without an error, a report of its policy, or a dialog.
//!
//! `LOOPSCOPE_HOSTILE` is how many addresses are opened, `LOOPSCOPE_SEED` makes others of them.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use loopscope::app::Link;
use loopscope::scenarios::address::MAX_LENGTH;
use loopscope::scenarios::params::shown;
use loopscope::scenarios::{Scenario, Values, catalogue, find};
use loopscope::text::Lang;
use serde::Deserialize;
use thirtyfour::error::WebDriverResult;

use crate::harness::{Page, browse};
use crate::random::Random;

/// How many of them are opened by a load of the page.
const LOADS: usize = 20;
/// How many are opened by one script.
const BATCH: usize = 20;

/// Notes what must never be: a report of the policy, a dialog, an error.
const WATCH: &str = "
    globalThis.bad = [];
    addEventListener('securitypolicyviolation', (event) => bad.push('policy: ' + event.violatedDirective));
    addEventListener('error', (event) => bad.push('error: ' + event.message));
    addEventListener('unhandledrejection', (event) => bad.push('rejected: ' + event.reason));
    for (const dialog of ['alert', 'confirm', 'prompt', 'open', 'print'])
        globalThis[dialog] = () => { bad.push(dialog); };";

/// What stands on the page, and what the browser itself reads in the address.
const READ: &str = "
    const read = (press) => {
        const [path, ...query] = location.hash.replace(/^#/, '').split('?');
        const decode = (text) => new URLSearchParams('x=' + text.replaceAll('+', '%2B').replaceAll('&', '%26')).get('x');
        const fields = {};
        for (const field of document.querySelectorAll('.form .field')) {
            const control = field.querySelector('input:not([type=range]), select');
            fields[control.name] = {
                value: control.type === 'checkbox' ? String(control.checked) : control.value,
                is_switch: control.type === 'checkbox',
                complaint: field.querySelector('.complaint')?.textContent ?? null,
            };
        }
        return {
            length: new TextEncoder().encode(location.hash.replace(/^#/, '')).length,
            path: decode(path.replace(/^[/]+|[/]+$/g, '')),
            pairs: [...new URLSearchParams('?' + query.join('?'))],
            title: document.querySelector('h1')?.textContent ?? '',
            fields,
            problems: [...document.querySelectorAll('.problem')].map((problem) => problem.textContent),
            strange: document.querySelectorAll('#studio script, #studio iframe, #studio img, #studio [onerror]').length,
            broken: query.join('?').split('&').filter((piece) => {
                try { decodeURIComponent(piece.replace(/%(?![0-9a-fA-F]{2})/g, '%25')); return false; }
                catch { return true; }
            }).length,
            panic: document.querySelector('.panic textarea')?.textContent ?? null,
            bad: bad.splice(0),
        };
    };
    const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));";

#[derive(Debug, Deserialize)]
struct Seen {
    length: usize,
    path: String,
    pairs: Vec<(String, String)>,
    title: String,
    fields: BTreeMap<String, Field>,
    problems: Vec<String>,
    /// How many pairs are no UTF-8.
    broken: usize,
    strange: usize,
    panic: Option<String>,
    bad: Vec<String>,
    /// Run was pressed, and this came of it.
    run: Option<Run>,
    milliseconds: f64,
}

#[derive(Debug, Deserialize)]
struct Field {
    value: String,
    is_switch: bool,
    complaint: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Run {
    refused: bool,
    ran: bool,
}

#[test]
fn whatever_an_address_says_the_page_runs_with_it_or_names_what_it_refused() {
    let count = number("LOOPSCOPE_HOSTILE", 300);
    let mut random = Random::new(number("LOOPSCOPE_SEED", 8) as u64);
    let addresses: Vec<Vec<u16>> = (0..count)
        .map(|number| address(number, &mut random))
        .collect();
    browse("#/hello", async |page| {
        page.run_before(WATCH).await?;
        page.driver()
            .set_script_timeout(Duration::from_secs(300))
            .await?;
        page.go("#/hello").await?;
        page.started().await?;
        let start = Instant::now();
        let mut slowest = (0.0, String::new());
        let (loads, changes) = addresses.split_at(LOADS.min(count));
        for address in loads {
            let seen = load(page, address).await?;
            judge(address, &seen);
        }
        for addresses in changes.chunks(BATCH) {
            for (address, seen) in addresses.iter().zip(change(page, addresses).await?) {
                judge(address, &seen);
                if seen.milliseconds > slowest.0 {
                    slowest = (seen.milliseconds, written(address));
                }
            }
            let errors = page.take_errors().await?;
            assert!(errors.is_empty(), "{errors:#?}, one of {addresses:#?}");
        }
        println!(
            "{count} addresses in {:.0} s, {} of them loads; the slowest took {:.0} ms: {}",
            start.elapsed().as_secs_f64(),
            loads.len(),
            slowest.0,
            slowest.1
        );
        Ok(())
    });
}

/// Opens an address as a stranger's link is opened.
async fn load(page: &Page, address: &[u16]) -> WebDriverResult<Seen> {
    page.go(&String::from_utf16_lossy(address)).await?;
    page.started().await?;
    let script = format!(
        "{READ} return frame().then(frame).then(() => ({{ ...read(), run: null, milliseconds: 0 }}))"
    );
    Ok(serde_json::from_value(page.evaluate(&script).await?)?)
}

/// Opens addresses one after the other in the page that is open; at every tenth Run is pressed.
async fn change(page: &Page, addresses: &[Vec<u16>]) -> WebDriverResult<Vec<Seen>> {
    let script = format!(
        "{READ}
        const all = [];
        return (async () => {{
            for (const [place, units] of {addresses:?}.entries()) {{
                const start = performance.now();
                let text = '';
                for (const unit of units) text += String.fromCharCode(unit);
                const before = location.href;
                location.hash = text;
                if (location.href !== before)
                    await new Promise((done) => addEventListener('hashchange', done, {{ once: true }}));
                await frame(); await frame();
                const seen = read();
                const button = place % 10 === 0 ? document.getElementById('run') : null;
                seen.run = null;
                if (button) {{
                    const halts = () => /Pause/.test(button.textContent);
                    if (!halts()) button.click();
                    await frame(); await frame();
                    seen.run = {{
                        refused: document.getElementById('refusal') !== null,
                        ran: !/not run yet/.test(document.querySelector('.position').textContent),
                    }};
                    document.querySelector('[aria-label=Stop]')?.click();
                    await frame();
                }}
                seen.milliseconds = performance.now() - start;
                all.push(seen);
            }}
            return all;
        }})()"
    );
    Ok(serde_json::from_value(page.evaluate(&script).await?)?)
}

/// # Panics
/// When the page is not what the address asks for.
fn judge(address: &[u16], seen: &Seen) {
    let address = written(address);
    let says = |what: &str| format!("{what}\n{address}\n{seen:#?}");
    assert_eq!(seen.panic, None, "{}", says("the program panicked"));
    assert!(seen.bad.is_empty(), "{}", says("something bad happened"));
    assert_eq!(seen.strange, 0, "{}", says("markup became elements"));
    if seen.length > MAX_LENGTH {
        let is_said = seen.problems.iter().any(|said| said.contains("65536"));
        assert!(
            is_said || find(&seen.path).is_none(),
            "{}",
            says("its length is not said")
        );
        return;
    }
    let scenario = match seen.path.as_str() {
        "" => find("gather"),
        "lesson" if seen.pairs.is_empty() => return,
        id => find(id),
    };
    match scenario {
        Some(scenario) => judge_scenario(scenario, seen, &says),
        None => {
            let name = shown(&seen.path);
            assert!(
                seen.title.contains(&name),
                "{}",
                says("the unknown scenario is not named")
            );
        }
    }
}

fn judge_scenario(scenario: &'static Scenario, seen: &Seen, says: &impl Fn(&str) -> String) {
    assert_eq!(
        seen.title,
        scenario.title.get(Lang::En),
        "{}",
        says("another scenario")
    );
    assert!(
        seen.broken == 0 || is_named(seen, "UTF-8"),
        "{}",
        says("what was replaced is not named")
    );
    let mut given: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, raw) in &seen.pairs {
        let is_param = scenario.params.iter().any(|param| param.name == name);
        if is_param && !given.contains_key(name.as_str()) {
            given.insert(name, raw);
        } else if !name.starts_with('_') {
            // A parameter that there is not, or that was given before.
            assert!(
                is_named(seen, &shown(name)),
                "{}",
                says(&format!("{name:?} is not named"))
            );
        } else {
            let (_, refused) = Link::read(&[(name.clone(), raw.clone())]);
            let short: String = name.chars().take(20).collect();
            assert!(
                refused.is_empty() || is_named(seen, &short),
                "{}",
                says(&format!("{name:?} is not named"))
            );
        }
    }
    let defaults = Values::defaults(scenario.params);
    let mut is_right = true;
    for param in scenario.params {
        let default = param.raw(defaults.get(param.name).expect("a default"));
        let raw = given
            .get(param.name)
            .map_or(default, |raw| (*raw).to_owned());
        let field = &seen.fields[param.name];
        let wrong = param.parse(&raw).is_err();
        is_right &= !wrong;
        assert_eq!(
            field.complaint.is_some(),
            wrong,
            "{}",
            says(&format!("{} of {raw:?}", param.name))
        );
        // A field of one line holds no line ends; such a value is refused above.
        let one_line = raw.replace(['\r', '\n'], "");
        if !(field.is_switch && wrong) {
            assert_eq!(
                field.value,
                one_line,
                "{}",
                says(&format!("{} has another value", param.name))
            );
        }
    }
    if let Some(run) = &seen.run {
        assert_eq!(
            run.refused,
            !is_right,
            "{}",
            says("Run refused, or did not")
        );
        assert!(!is_right || run.ran, "{}", says("Run ran nothing"));
    }
}

fn is_named(seen: &Seen, name: &str) -> bool {
    let has = |said: &String| said.contains(name) || said.contains("more problems");
    seen.problems.iter().any(has)
}

fn written(address: &[u16]) -> String {
    let text = String::from_utf16_lossy(address);
    match text.char_indices().nth(400) {
        Some((end, _)) => format!("{}… ({} units)", &text[..end], address.len()),
        None => text,
    }
}

fn number(name: &str, usual: usize) -> usize {
    let said = std::env::var(name).ok();
    said.map_or(usual, |said| said.parse().expect("a number"))
}

/// What nobody should put into an address, and somebody will.
const BAITS: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "'; alert(1); //",
    "__proto__",
    "constructor",
    "../../../etc/passwd",
    "//evil.example/",
    "%",
    "%%",
    "%f",
    "%zz",
    "%ff",
    "%c0%af",
    "%ed%a0%80",
    "%00",
    "%0a%0d",
    "%25252525",
    "\u{202e}gpj.exe",
    "\u{feff}",
    "e\u{301}\u{301}\u{301}",
    "👩‍👩‍👧‍👦",
    "𐀀",
    "\u{ffff}",
    " ",
    "+",
    "&&&&",
    "====",
    "????",
    "####",
    "_at",
    "_",
    "true",
    "false",
    "none",
];

/// Numbers at every edge.
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "+1",
    "00",
    "01",
    "0x10",
    "1e1",
    "1e400",
    "-1e400",
    "1e-400",
    ".5",
    "5.",
    ".",
    "-",
    "NaN",
    "nan",
    "inf",
    "Infinity",
    "-Infinity",
    "1_000",
    "1,5",
    " 7 ",
    "１２",
    "٣",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "0.1",
    "0.30000000000000004",
    "4.9e-324",
    "1.7976931348623157e308",
    "1e15",
    "1000001",
    "",
];

const PIECES: &[&str] = &[
    "_at", "_speed", "_do", "_mark", "_view", "_scroll", "_gaps", "_events", "_beside", "_code",
    "_side", "_pane", "_task", "_sum", "_nothing", "__", "_at ",
];

const SAID: &[&str] = &[
    "0",
    "5",
    "99999999",
    "instant",
    "1x",
    "10x",
    "3.cancel.1",
    "0.cancel.0",
    "9.set.0",
    "5.release.1",
    "7.put.0.x",
    "1.cancel.4294967296",
    "2.here",
    "0. ",
    "4.<b>x</b>",
    "0_10_0.1",
    "5_1_1",
    "NaN_1_1",
    "0_inf_1",
    "0_1e12_1e-15",
    "full",
    "both",
    "python",
    "rust",
    "loop",
    "findings",
    "step-in",
    "console",
    "10",
    "9",
    "1000001",
    "1e9",
    "-1",
    "00000000",
];

/// The address of this number: by hand, of pieces, or of pieces with bytes changed.
fn address(number: usize, random: &mut Random) -> Vec<u16> {
    let all = catalogue();
    // One scenario after the other, so that none is left out.
    let scenario = &all[number % all.len()];
    let text = match random.below(12) {
        0 => format!("#{}", random.pick(BAITS)),
        1 => format!("#/{}{}", scenario.id, random.pick(BAITS)),
        2 => format!("#/{}?{}", scenario.id, random.pick(BAITS)),
        3 => format!("#/?{}", query(scenario, random)),
        4 => format!("#/lesson?{}", query(scenario, random)),
        5 => format!("#{}{}", "/".repeat(random.below(3000)), scenario.id),
        6 if random.below(4) == 0 => {
            format!("#/{}?{}", scenario.id, "a=1&".repeat(random.below(20_000)))
        }
        6 => format!(
            "#/{}?{}={}",
            scenario.id,
            name(scenario, random),
            random
                .pick(&["[", "(", "%5B", "<b>", "a&_at="])
                .repeat(random.below(2000))
        ),
        _ => format!("#/{}?{}", scenario.id, query(scenario, random)),
    };
    let mut units: Vec<u16> = text.encode_utf16().collect();
    if random.below(3) == 0 {
        mutate(&mut units, random);
    }
    units
}

fn query(scenario: &Scenario, random: &mut Random) -> String {
    let pairs = (0..1 + random.below(5)).map(|_| {
        if random.below(4) == 0 {
            return format!(
                "{}={}",
                random.pick(PIECES),
                escaped(random.pick(SAID), random)
            );
        }
        let name = name(scenario, random);
        let raw = match random.below(5) {
            0 => escaped(random.pick(BAITS), random),
            1 => extreme(scenario, &name, random),
            2 if random.below(8) == 0 => random
                .pick(&["9", "x", "é", "𐀀"])
                .repeat(random.below(9000)),
            _ => escaped(random.pick(NUMBERS), random),
        };
        format!("{name}={raw}")
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// A parameter, mostly one of the scenario.
fn name(scenario: &Scenario, random: &mut Random) -> String {
    match (random.below(8), scenario.params.len()) {
        (0, _) | (_, 0) => random.pick(BAITS).to_owned(),
        (_, count) => scenario.params[random.below(count)].name.to_owned(),
    }
}

/// The smallest or the largest that a parameter allows, or the one beyond.
fn extreme(scenario: &Scenario, name: &str, random: &mut Random) -> String {
    let values = Values::extreme(scenario.params, random.below(2) == 0);
    let param = scenario.params.iter().find(|param| param.name == name);
    let raw = param.and_then(|param| Some(param.raw(values.get(name)?)));
    let raw = raw.unwrap_or_default();
    match (random.below(3), raw.parse::<i64>()) {
        (0, Ok(whole)) => (whole + 1).to_string(),
        (1, Ok(whole)) => (whole - 1).to_string(),
        _ => raw,
    }
}

/// As it is, or percent-encoded.
fn escaped(text: &str, random: &mut Random) -> String {
    match random.below(2) {
        0 => text.to_owned(),
        _ => text.bytes().map(|byte| format!("%{byte:02x}")).collect(),
    }
}

/// Takes units away, doubles them, or puts others there: also halves of surrogate pairs.
fn mutate(units: &mut Vec<u16>, random: &mut Random) {
    for _ in 0..1 + random.below(4) {
        // The page's own sign stays.
        let place = 1 + random.below(units.len());
        let other = match random.below(4) {
            0 => 0xd800 + random.below(0x800) as u16,
            1 => u16::from(random.pick(b"%&=?#/+_.<>\"'\\\0\t\n")),
            2 => random.below(0x80) as u16,
            _ => random.below(0x1_0000) as u16,
        };
        match random.below(3) {
            0 if place < units.len() => drop(units.remove(place)),
            1 if place < units.len() => units[place] = other,
            _ => units.insert(place.min(units.len()), other),
        }
    }
}
