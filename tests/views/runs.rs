//! Traces of real runs.

use std::rc::Rc;

use loopscope::events::Event;
use loopscope::runtime::driver::virtual_time;
use loopscope::runtime::{Coroutine, EventLoop};
use loopscope::scenarios::{Form, catalogue, find, headless};
use loopscope::trace::{Recorder, Trace};
use loopscope::workers::slot_native;

/// What a scenario does with its defaults, as the page would record it.
pub fn scenario(id: &str) -> Trace {
    let scenario = find(id).unwrap();
    let values = Form::new(scenario.params).values().unwrap();
    let recorder = Rc::new(Recorder::new());
    let _how_it_ended = headless::run(scenario, &values, recorder.clone());
    recorder.take()
}

/// The same with other values, as a person would type them.
pub fn scenario_with(id: &str, given: &[(&str, &str)]) -> Trace {
    let scenario = find(id).unwrap();
    let mut form = Form::new(scenario.params);
    for (name, raw) in given {
        assert!(form.set(name, raw), "{id} has {name}");
    }
    let recorder = Rc::new(Recorder::new());
    let _how_it_ended = headless::run(scenario, &form.values().unwrap(), recorder.clone());
    recorder.take()
}

/// What a scenario does with the values of one of its presets.
pub fn preset(id: &str, preset: &str) -> Trace {
    let mut presets = find(id).unwrap().presets.iter();
    let preset = presets.find(|own| own.title.en == preset).unwrap();
    scenario_with(id, preset.values)
}

/// What a program does.
pub fn program(main: Coroutine<()>) -> Trace {
    let recorder = Rc::new(Recorder::new());
    let event_loop = EventLoop::new();
    event_loop.set_instrument(Some(recorder.clone()));
    slot_native::install(&event_loop);
    let _how_it_ended = virtual_time::run(&event_loop, main);
    event_loop.set_instrument(None);
    recorder.take()
}

/// Every scenario's, with its id.
pub fn all() -> Vec<(&'static str, Trace)> {
    let ids = catalogue().iter().map(|scenario| scenario.id);
    ids.map(|id| (id, scenario(id))).collect()
}

/// The cursor just after the first event of which `is` holds, from a cursor on.
pub fn cursor_after(trace: &Trace, from: usize, is: impl Fn(&Event) -> bool) -> usize {
    let mut events = trace.range(from, trace.len());
    events.find(|(_, record)| is(&record.event)).unwrap().0 + 1
}
