//! What may be given for a parameter, what is said about the rest, and how a value is spelled.

use loopscope::params;
use loopscope::scenarios::params::{
    Form, Param, ParamKind, Value, Values, choice, float, integer, seconds, switch, text,
};
use loopscope::text::Lang;
use proptest::prelude::*;

params! {
    count: i64 = integer(-5, 34, 2).label("Count", "数量"),
    delay: f64 = seconds(1.0).label("Delay", "延迟"),
    limit: f64 = float(-1.0, 10.0, 1.0).with_point().label("Limit", "限制"),
    name: String = text(1, 40, "A").label("Name", "名字"),
    note: String = text(0, 200, "").label("Note", "备注"),
    keep: bool = switch(false).label("Keep", "保留"),
    mode: &'static str = choice(&["first", "all"], "all").label("Mode", "模式"),
}

fn param(name: &str) -> &'static Param {
    Params::LIST
        .iter()
        .find(|param| param.name == name)
        .unwrap()
}

fn value(name: &str, raw: &str) -> Value {
    param(name).parse(raw).unwrap()
}

fn message(name: &str, raw: &str) -> String {
    param(name).parse(raw).unwrap_err().message(Lang::En)
}

#[test]
fn one_declaration_gives_the_form_and_the_typed_values() {
    let mut form = Form::new(Params::LIST);
    for (name, raw) in [
        ("count", " 7 "),
        ("delay", "2.5"),
        ("name", " B "),
        ("keep", "True"),
    ] {
        assert!(form.set(name, raw));
    }
    let p = Params::from(&form.values().unwrap());
    assert_eq!((p.count, p.delay, p.limit), (7, 2.5, 1.0));
    assert_eq!(
        (p.name.as_str(), p.note.as_str(), p.keep, p.mode),
        (" B ", "", true, "all")
    );
}

#[test]
fn an_integer_is_a_sign_and_ascii_digits() {
    for (raw, number) in [
        ("3", 3),
        ("+3", 3),
        ("-3", -3),
        ("-0", 0),
        ("007", 7),
        ("\u{a0}3\t", 3),
    ] {
        assert_eq!(value("count", raw), Value::Int(number), "{raw:?}");
    }
    for raw in [
        "1_0", "0x1", "３", "٣", "- 3", "--3", "3 4", "abc", "+", "1,5",
    ] {
        assert!(message("count", raw).contains("is not a number"), "{raw:?}");
    }
    for raw in ["2.0", "2.5", "1e1", ".5"] {
        let said = message("count", raw);
        assert_eq!(
            said,
            format!("{raw} is not a whole number written in digits; allowed: -5 to 34")
        );
    }
}

#[test]
fn a_float_may_have_a_point_and_an_exponent() {
    let cases = [
        ("1", 1.0),
        ("1.", 1.0),
        (".5", 0.5),
        ("+1.5", 1.5),
        ("1e3", 1000.0),
        ("1E-3", 0.001),
        ("0.1", 0.1),
        ("  2.5 ", 2.5),
        ("1e-400", 0.0),
    ];
    for (raw, number) in cases {
        assert_eq!(value("delay", raw), Value::Float(number), "{raw:?}");
    }
    for raw in ["1_000", "0x10", "1e", ".", "1.2.3", "1,5", "५", "1s", "one"] {
        assert!(message("delay", raw).contains("is not a number"), "{raw:?}");
    }
}

#[test]
fn minus_zero_is_zero() {
    let Value::Float(zero) = value("delay", "-0.0") else {
        panic!("a float")
    };
    assert!(zero.is_sign_positive());
    assert_eq!(param("delay").python_literal(&Value::Float(zero)), "0");
}

#[test]
fn out_of_bounds_says_the_bound_with_its_unit() {
    assert_eq!(
        message("delay", "4000"),
        "4000 is above the largest allowed, 3600 s"
    );
    assert_eq!(
        message("delay", "-1"),
        "-1 is below the smallest allowed, 0 s"
    );
    assert_eq!(
        message("delay", "1e400"),
        "1e400 is above the largest allowed, 3600 s"
    );
    assert_eq!(
        message("delay", "-1e400"),
        "-1e400 is below the smallest allowed, 0 s"
    );
    assert_eq!(
        message("count", "35"),
        "35 is above the largest allowed, 34"
    );
    assert_eq!(
        message("count", "99999999999999999999"),
        "99999999999999999999 is above the largest allowed, 34"
    );
    assert_eq!(
        message("count", "-99999999999999999999"),
        "-99999999999999999999 is below the smallest allowed, -5"
    );
}

#[test]
fn nan_and_infinities_are_no_numbers_of_anything() {
    for name in ["count", "delay"] {
        for raw in ["nan", "NaN", "-nan", "inf", "-inf", "+Infinity", "INF"] {
            let said = message(name, raw);
            assert!(
                said.starts_with(&format!("“{raw}” is not a finite number; allowed: ")),
                "{said}"
            );
        }
    }
}

#[test]
fn nothing_given_is_said_so_unless_an_empty_text_is_allowed() {
    assert_eq!(
        message("delay", ""),
        "nothing was given; allowed: 0 to 3600 s"
    );
    assert_eq!(
        message("count", "  "),
        "nothing was given; allowed: -5 to 34"
    );
    assert_eq!(
        message("name", ""),
        "nothing was given; allowed: 1 to 40 characters"
    );
    assert_eq!(
        message("keep", ""),
        "nothing was given; allowed: true or false"
    );
    assert_eq!(
        message("mode", ""),
        "nothing was given; allowed: first or all"
    );
    assert_eq!(value("note", ""), Value::Text(String::new()));
}

#[test]
fn lengths_count_code_points() {
    let family = "👩\u{200d}👩\u{200d}👧"; // five code points, one picture
    assert_eq!(
        value("name", &family.repeat(8)),
        Value::Text(family.repeat(8))
    );
    assert!(message("name", &family.repeat(9)).contains("has 45 characters; allowed: 1 to 40"));
}

#[test]
fn something_long_is_shortened_and_counted() {
    let said = message("name", &"x".repeat(10_000));
    assert_eq!(
        said,
        format!(
            "“{}…” has 10000 characters; allowed: 1 to 40 characters",
            "x".repeat(40)
        )
    );
    let said = message("delay", &"9".repeat(10_000));
    assert_eq!(
        said,
        format!("{}… is above the largest allowed, 3600 s", "9".repeat(40))
    );
}

#[test]
fn markup_right_to_left_and_emoji_are_text_like_any_other() {
    for raw in [
        "<script>alert(1)</script>",
        "שלום",
        "مرحبا",
        "🎉",
        "it's \"so\"",
        "你好",
        "\u{202e}abc",
    ] {
        assert_eq!(value("name", raw), Value::Text(raw.to_owned()));
    }
    assert_eq!(
        message("delay", "<b>1</b>"),
        "“<b>1</b>” is not a number; allowed: 0 to 3600 s"
    );
    // Kept from turning the message around.
    assert!(message("delay", "שלום").starts_with("“\u{2068}שלום\u{2069}” is not a number"));
    assert!(message("delay", "\u{202e}1").starts_with("“\\u202e1” is not a number"));
}

#[test]
fn a_text_is_one_line_without_control_characters() {
    assert_eq!(
        message("note", "a\nb"),
        "“a\\nb” has the control character U+000A at place 2; allowed: one line of text"
    );
    for character in ['\0', '\t', '\r', '\u{7f}', '\u{85}', '\u{2028}', '\u{2029}'] {
        assert!(
            message("note", &format!("ab{character}")).contains("at place 3"),
            "{character:?}"
        );
    }
    assert!(message("note", "a\u{fffd}").contains("U+FFFD at place 2"));
}

#[test]
fn switches_and_choices_take_their_words() {
    assert_eq!(value("keep", "true"), Value::Bool(true));
    assert_eq!(value("keep", " FALSE "), Value::Bool(false));
    assert_eq!(
        message("keep", "yes"),
        "“yes” is not one of the choices; allowed: true or false"
    );
    assert_eq!(value("mode", "first"), Value::Choice("first"));
    assert_eq!(
        message("mode", "First"),
        "“First” is not one of the choices; allowed: first or all"
    );
}

#[test]
fn every_message_is_there_in_both_languages() {
    let long = "x".repeat(300);
    let wrong = [
        ("count", vec!["", "x", "1.5", "nan", "35", "-6"]),
        ("delay", vec!["", "x", "inf", "3601", "-1"]),
        ("name", vec!["", &long, "\n", "\u{fffd}"]),
        ("keep", vec!["", "1"]),
        ("mode", vec!["", "x"]),
    ];
    for (name, raws) in wrong {
        for raw in raws {
            let error = param(name).parse(raw).unwrap_err();
            let (en, zh) = (error.message(Lang::En), error.message(Lang::Zh));
            assert!(en.is_ascii() || en.contains('“'), "{en}");
            assert!(zh.contains("允许"), "{zh}");
        }
    }
}

#[test]
fn a_form_keeps_what_is_wrong_and_tells_each_error() {
    let mut form = Form::new(Params::LIST);
    form.set("count", "many");
    form.set("delay", "4000");
    assert!(!form.set("no such field", "1"));
    let errors = form.values().unwrap_err();
    let names: Vec<_> = errors.iter().map(|error| error.param.name).collect();
    assert_eq!(names, ["count", "delay"]);
    assert_eq!(
        (form.raw("count"), form.raw("delay")),
        (Some("many"), Some("4000"))
    );
}

#[test]
fn a_whole_float_keeps_the_defaults_spelling() {
    let literal = |name: &str, raw: &str| param(name).python_literal(&value(name, raw));
    assert_eq!(
        (literal("delay", "1"), literal("limit", "1")),
        ("1".into(), "1.0".into())
    );
    assert_eq!(
        (literal("delay", "3600.0"), literal("limit", "1e1")),
        ("3600".into(), "10.0".into())
    );
    assert_eq!(
        (literal("delay", "2.50"), literal("limit", ".1")),
        ("2.5".into(), "0.1".into())
    );
    assert_eq!(literal("delay", "0.0000001"), "1e-07");
    assert_eq!(literal("name", "it's"), "\"it's\"");
    assert_eq!(
        (literal("keep", "true"), literal("mode", "all")),
        ("True".into(), "'all'".into())
    );
}

fn anything(param: &'static Param) -> BoxedStrategy<Value> {
    match param.kind {
        ParamKind::Int { min, max, .. } => (min..=max).prop_map(Value::Int).boxed(),
        ParamKind::Float { min, max, .. } => (min..=max)
            .prop_map(|number| Value::Float(number + 0.0))
            .boxed(),
        ParamKind::Text { min, max, .. } => proptest::collection::vec(any::<char>(), min..=max)
            .prop_map(|text| {
                text.into_iter()
                    .filter(|c| !c.is_control())
                    .collect::<String>()
            })
            .prop_filter("one line of text", move |text| {
                text.chars().count() >= min && !text.contains(['\u{fffd}', '\u{2028}', '\u{2029}'])
            })
            .prop_map(Value::Text)
            .boxed(),
        ParamKind::Selector { max, .. } => {
            proptest::string::string_regex(&format!("[a-z]{{1,{max}}}"))
                .unwrap()
                .prop_map(Value::Text)
                .boxed()
        }
        ParamKind::Bool { .. } => any::<bool>().prop_map(Value::Bool).boxed(),
        ParamKind::Choice { choices, .. } => proptest::sample::select(choices)
            .prop_map(Value::Choice)
            .boxed(),
    }
}

proptest! {
    #[test]
    fn what_a_value_is_written_as_reads_back_as_the_value(
        values in Params::LIST.iter().map(anything).collect::<Vec<_>>()
    ) {
        for (param, value) in Params::LIST.iter().zip(values) {
            prop_assert_eq!(param.parse(&param.raw(&value)).unwrap(), value);
        }
    }

    #[test]
    fn whatever_is_typed_gives_a_value_or_a_message(raw in any::<String>()) {
        for param in Params::LIST {
            if let Err(error) = param.parse(&raw) {
                prop_assert_eq!(&error.given, &raw);
                prop_assert!(error.message(Lang::En).len() < 800);
                prop_assert!(!error.message(Lang::Zh).is_empty());
            }
        }
    }
}

#[test]
fn defaults_and_extremes_are_inside_the_bounds() {
    for values in [
        Values::defaults(Params::LIST),
        Values::extreme(Params::LIST, false),
        Values::extreme(Params::LIST, true),
    ] {
        assert_eq!(Form::of(&values).values().unwrap(), values);
    }
}

#[test]
fn a_selector_that_is_none_gets_a_message_at_its_field() {
    let crawler = loopscope::scenarios::find("crawler").unwrap();
    let mut form = Form::new(crawler.params);
    let message = |form: &Form| {
        let error = form.check("item").unwrap().unwrap_err();
        (error.message(Lang::En), error.message(Lang::Zh))
    };
    form.set("item", "li > b");
    let (en, zh) = message(&form);
    assert_eq!(
        en,
        "“li > b” is not a selector; allowed: tag, .class, #id, tag.class; inner after outer, \
         up to 40 characters"
    );
    assert!(zh.contains("“li > b”不是选择器"), "{zh}");
    form.set("item", "");
    assert!(message(&form).0.starts_with("nothing was given"));
    form.set("item", &"a".repeat(41));
    assert!(message(&form).0.contains("has 41 characters"));
    form.set("item", " li.book ");
    assert_eq!(
        form.check("item").unwrap(),
        Ok(Value::Text("li.book".to_owned()))
    );
}
