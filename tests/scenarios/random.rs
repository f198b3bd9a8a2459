//! Seeded random numbers, against those that CPython drew (`tests/oracle/literals.py`).

use loopscope::scenarios::random::Random;
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    python: String,
    draws: Vec<Draws>,
}

#[derive(Deserialize)]
struct Draws {
    seed: i64,
    random: Vec<String>,
    uniform: Vec<String>,
    dice: Vec<i64>,
    wide: Vec<i64>,
    one: i64,
    shuffled: Vec<u32>,
    afterwards: String,
}

#[test]
fn every_seed_draws_what_cpython_draws() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/goldens/python/random.json"
    );
    let golden: Golden = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(golden.python.starts_with("3.13.") && golden.draws.len() > 10);
    for draws in golden.draws {
        let mut random = Random::seed(draws.seed);
        let bits = |value: f64| format!("{:016x}", value.to_bits());
        for drawn in draws.random {
            assert_eq!(bits(random.random()), drawn, "seed {}", draws.seed);
        }
        for drawn in draws.uniform {
            assert_eq!(
                bits(random.uniform(0.05, 1.0)),
                drawn,
                "seed {}",
                draws.seed
            );
        }
        for drawn in draws.dice {
            assert_eq!(random.randint(1, 6), drawn, "seed {}", draws.seed);
        }
        for drawn in draws.wide {
            assert_eq!(
                random.randint(-(1 << 62), 1 << 62),
                drawn,
                "seed {}",
                draws.seed
            );
        }
        assert_eq!(random.randint(7, 7), draws.one);
        let mut numbers: Vec<u32> = (0..20).collect();
        random.shuffle(&mut numbers);
        assert_eq!(numbers, draws.shuffled, "seed {}", draws.seed);
        assert_eq!(
            bits(random.random()),
            draws.afterwards,
            "seed {}",
            draws.seed
        );
    }
}
