//! Mouse, wheel and fingers, by WebDriver's own actions: every browser has them.
//!
//! Places are in CSS pixels from the upper left corner of the window.

use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;

use super::page::Page;

impl Page {
    /// The mouse goes there, with no button down.
    pub async fn point_at(&self, x: f64, y: f64) -> WebDriverResult<()> {
        self.act(json!([pointer("mouse", "mouse", vec![moved(x, y)])]))
            .await
    }

    /// The mouse is clicked there.
    pub async fn click_at(&self, x: f64, y: f64) -> WebDriverResult<()> {
        self.drag(&[(x, y)]).await
    }

    /// The mouse is pressed at the first of these places, rests at each, and is released at the
    /// last. All at once, for Chromium's driver forgets between commands that it is down.
    pub async fn drag(&self, places: &[(f64, f64)]) -> WebDriverResult<()> {
        const REST: u32 = 250;
        let mut actions = Vec::new();
        for (number, (x, y)) in places.iter().enumerate() {
            actions.push(moved(*x, *y));
            if number == 0 {
                actions.push(down());
            }
            if places.len() > 1 {
                actions.push(pause(REST));
            }
        }
        actions.push(up());
        self.act(json!([pointer("mouse", "mouse", actions)])).await
    }

    /// The wheel is turned there, by so many pixels.
    pub async fn wheel(&self, x: f64, y: f64, delta: i64) -> WebDriverResult<()> {
        let scroll = json!({
            "type": "scroll", "origin": "viewport", "x": x as i64, "y": y as i64,
            "deltaX": 0, "deltaY": delta, "duration": 0,
        });
        self.act(json!([{ "type": "wheel", "id": "wheel", "actions": [scroll] }]))
            .await
    }

    /// A finger taps there.
    pub async fn tap(&self, x: f64, y: f64) -> WebDriverResult<()> {
        let actions = vec![moved(x, y), down(), up()];
        self.act(json!([pointer("finger", "touch", actions)])).await
    }

    /// Two fingers that are `from` pixels apart, around a place, go to where they are `to` apart.
    pub async fn pinch(&self, x: f64, y: f64, from: f64, to: f64) -> WebDriverResult<()> {
        const STEPS: i32 = 10;
        let finger = |side: f64| {
            let at = |apart: f64| moved(x + side * apart / 2.0, y);
            // One is there before the other, as it is with a hand.
            let mut actions = vec![at(from)];
            if side > 0.0 {
                actions.push(pause(0));
            }
            actions.push(down());
            if side < 0.0 {
                actions.push(pause(0));
            }
            for step in 1..=STEPS {
                actions.push(at(from + (to - from) * f64::from(step) / f64::from(STEPS)));
            }
            actions.push(up());
            actions
        };
        self.act(json!([
            pointer("finger", "touch", finger(-1.0)),
            pointer("thumb", "touch", finger(1.0)),
        ]))
        .await
    }

    async fn act(&self, sources: Value) -> WebDriverResult<()> {
        self.post("actions", json!({ "actions": sources })).await
    }
}

fn pointer(id: &str, kind: &str, actions: Vec<Value>) -> Value {
    json!({ "type": "pointer", "id": id, "parameters": { "pointerType": kind }, "actions": actions })
}

fn moved(x: f64, y: f64) -> Value {
    json!({ "type": "pointerMove", "origin": "viewport", "duration": 0, "x": x as i64, "y": y as i64 })
}

fn down() -> Value {
    json!({ "type": "pointerDown", "button": 0 })
}

fn up() -> Value {
    json!({ "type": "pointerUp", "button": 0 })
}

/// For so many milliseconds.
fn pause(time: u32) -> Value {
    json!({ "type": "pause", "duration": time })
}
