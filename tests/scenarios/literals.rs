//! Python's spelling, against what CPython itself wrote (`tests/oracle/literals.py`).

use loopscope::runtime::repr;
use serde::Deserialize;
use sha2::{Digest, Sha256};

#[derive(Deserialize)]
struct Golden {
    python: String,
    printable_sha256: String,
    floats: Vec<(String, String)>,
    texts: Vec<(String, String)>,
}

fn golden() -> Golden {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/goldens/python/literals.json"
    );
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn the_table_is_cpython_3_13s_and_not_empty() {
    let golden = golden();
    assert!(golden.python.starts_with("3.13."), "{}", golden.python);
    assert!(golden.floats.len() > 600 && golden.texts.len() > 300);
}

#[test]
fn a_float_is_its_repr() {
    for (bits, repr) in golden().floats {
        let value = f64::from_bits(u64::from_str_radix(&bits, 16).unwrap());
        assert_eq!(repr::float(value), repr);
    }
}

#[test]
fn a_text_is_its_repr() {
    for (text, repr) in golden().texts {
        assert_eq!(repr::text(&text), repr);
    }
}

#[test]
fn the_same_characters_are_printable_over_all_of_unicode() {
    let bits: String = (0..=0x10_FFFF)
        .map(|code| char::from_u32(code).is_some_and(repr::is_printable))
        .map(|printable| if printable { '1' } else { '0' })
        .collect();
    let hash: String = Sha256::digest(bits)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(hash, golden().printable_sha256);
}
