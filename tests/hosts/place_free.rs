//! A trace as lines without its places in the source: those change with every edit.

use std::collections::BTreeMap;

use loopscope::trace::Trace;
use serde_json::{Value, json};

pub fn lines(trace: &Trace) -> Vec<String> {
    trace
        .iter()
        .map(|record| {
            let mut line = json!({ "t": record.when, "e": record.event });
            forget_places(&mut line);
            line.to_string()
        })
        .collect()
}

/// One line for a whole trace: the scenario, how many events, and their FNV-1a hash.
pub fn digest(id: &str, lines: &[String]) -> String {
    let hash = lines
        .iter()
        .flat_map(|line| line.bytes().chain([b'\n']))
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{id} {} {hash:016x}", lines.len())
}

fn forget_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.remove("at");
            fields.values_mut().for_each(forget_places);
            // Whether serde_json keeps an order depends on who else is in the build.
            let sorted: BTreeMap<_, _> = std::mem::take(fields).into_iter().collect();
            fields.extend(sorted);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_places),
        _ => {}
    }
}
