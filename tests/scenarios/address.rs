//! The address that holds a scenario and its parameters.

use loopscope::scenarios::address::{
    AddressProblem, MAX_LENGTH, Route, ScenarioRoute, encode, encode_at, parse, unknown_scenario,
};
use loopscope::scenarios::{Form, find};
use loopscope::text::Lang;
use proptest::prelude::*;

fn scenario(address: &str) -> ScenarioRoute {
    match parse(address) {
        Route::Scenario(route) => route,
        other => panic!("{address} leads to {other:?}"),
    }
}

#[test]
fn it_names_a_scenario_and_its_parameters() {
    let route = scenario("#/gather?a=5&b=6");
    assert_eq!(route.scenario.id, "gather");
    let raw = |name| route.form.raw(name).unwrap();
    assert_eq!(
        (raw("a"), raw("b"), raw("c"), raw("delay")),
        ("5", "6", "4", "1")
    );
    assert_eq!(route.problems, []);
}

#[test]
fn it_is_read_with_and_without_its_signs() {
    for address in [
        "#/hello",
        "/hello",
        "hello",
        "#hello",
        "#/hello/",
        "#/hello?",
        "#/hell%6F",
    ] {
        assert_eq!(scenario(address).scenario.id, "hello", "{address}");
    }
    for address in ["", "#", "#/", "#/?a=1"] {
        assert!(matches!(parse(address), Route::Home), "{address}");
    }
    assert!(matches!(parse("#/lesson"), Route::Lesson));
}

#[test]
fn a_step_of_the_lesson_is_a_scenario_with_the_steps_values() {
    let route = scenario("#/lesson/12?low=1");
    assert_eq!((route.scenario.id, route.step), ("queue_workers", Some(11)));
    let raw = |name| route.form.raw(name).unwrap();
    assert_eq!((raw("items"), raw("low")), ("9", "1"));
    let again = encode_at(route.scenario, route.step, &route.form, &[]);
    assert_eq!(again, "#/lesson/12?low=1");
    for address in [
        "#/lesson/0",
        "#/lesson/13",
        "#/lesson/x",
        "#/lesson/-1",
        "#/lesson/1/2",
    ] {
        assert!(matches!(parse(address), Route::Unknown(_)), "{address}");
    }
}

#[test]
fn an_unknown_scenario_is_said_by_its_name() {
    for (address, name) in [
        ("#/nothing?a=1", "nothing"),
        ("#/%3Cscript%3E", "<script>"),
        ("#/gather/more", "gather/more"),
        ("#/Gather", "Gather"),
        ("#/%ff", "\u{fffd}"),
    ] {
        match parse(address) {
            Route::Unknown(given) => assert_eq!(given, name),
            other => panic!("{address} leads to {other:?}"),
        }
    }
    assert_eq!(
        unknown_scenario(Lang::En, "noth\ning"),
        "there is no scenario “noth\\ning”"
    );
}

#[test]
fn a_wrong_value_stays_as_typed_and_the_others_hold() {
    let route = scenario("#/gather?a=many&b=7&delay=1e400");
    let errors = route.form.values().unwrap_err();
    let messages: Vec<_> = errors.iter().map(|error| error.message(Lang::En)).collect();
    assert_eq!(
        messages,
        [
            "“many” is not a number; allowed: 0 to 34",
            "1e400 is above the largest allowed, 3600 s"
        ]
    );
    assert_eq!(route.form.raw("a"), Some("many"));
    assert_eq!(route.form.raw("b"), Some("7"));
}

#[test]
fn what_no_field_can_show_is_a_problem_of_the_address() {
    let route = scenario("#/hello?delay=2&delay=3&nope=1&&=");
    assert_eq!(route.form.raw("delay"), Some("2"));
    let said: Vec<_> = route.problems.iter().map(|p| p.message(Lang::En)).collect();
    assert_eq!(
        said,
        [
            "delay is given more than once; “2” is used, “3” is not",
            "“nope” is not a parameter of this scenario; it has message, delay, after",
            "“” is not a parameter of this scenario; it has message, delay, after",
        ]
    );
}

#[test]
fn bytes_that_are_no_text_are_refused_at_the_field() {
    for raw in ["%ff", "%ED%A0%80", "a%80b"] {
        let route = scenario(&format!("#/hello?message={raw}"));
        let errors = route.form.values().unwrap_err();
        assert!(errors[0].message(Lang::En).contains("U+FFFD"), "{raw}");
    }
    // A percent sign that begins no escape is a percent sign.
    assert_eq!(
        scenario("#/hello?message=100%25+%zz%").form.raw("message"),
        Some("100% %zz%")
    );
}

#[test]
fn an_over_long_address_is_cut_and_said_so() {
    let route = scenario(&format!(
        "#/hello?delay=2&message={}",
        "é".repeat(MAX_LENGTH)
    ));
    assert_eq!(route.form.raw("delay"), Some("2"));
    assert!(
        route
            .problems
            .iter()
            .any(|p| matches!(p, AddressProblem::TooLong { .. }))
    );
    let route = scenario(&format!("#/hello?{}", "x&".repeat(20_000)));
    assert!(
        route.problems.len() <= 21,
        "{} problems",
        route.problems.len()
    );
    assert!(
        route
            .problems
            .iter()
            .any(|p| matches!(p, AddressProblem::More { count: 19_980 }))
    );
}

#[test]
fn the_pages_own_settings_are_kept_aside() {
    let route = scenario("#/gather?_speed=10&a=5&_at=17");
    let own = [
        ("_speed".to_owned(), "10".to_owned()),
        ("_at".to_owned(), "17".to_owned()),
    ];
    assert_eq!(route.page, own);
    assert_eq!(
        encode(route.scenario, &route.form, &route.page),
        "#/gather?a=5&_speed=10&_at=17"
    );
}

#[test]
fn only_what_is_changed_is_written() {
    let gather = find("gather").unwrap();
    let mut form = Form::new(gather.params);
    assert_eq!(encode(gather, &form, &[]), "#/gather");
    form.set("delay", "0.5");
    form.set("name_a", "A&B =#?%+");
    assert_eq!(
        encode(gather, &form, &[]),
        "#/gather?delay=0.5&name_a=A%26B+%3D%23%3F%25%2B"
    );
}

proptest! {
    #[test]
    fn whatever_stands_in_the_fields_comes_back(raw in any::<String>(), other in "\\PC{0,40}") {
        let hello = find("hello").unwrap();
        let mut form = Form::new(hello.params);
        form.set("message", &raw);
        form.set("delay", &other);
        let route = scenario(&encode(hello, &form, &[]));
        prop_assert_eq!(route.form, form);
        prop_assert!(route.problems.is_empty());
    }

    #[test]
    fn any_address_leads_somewhere(address in any::<String>()) {
        let _ = parse(&address);
        let _ = parse(&format!("#/gather?{address}"));
    }
}
