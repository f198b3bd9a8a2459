//! The items that a program gives: each line of its console that is one JSON object is one.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::events::Event;
use crate::trace::{Index, Trace};

/// Where the items of a trace are, and what fields they have. Each line is read once.
#[derive(Debug, Default)]
pub(crate) struct ItemIndex {
    looked_at: usize,
    events: Vec<u32>,
    /// The fields in the order in which they first came, and with which event.
    columns: Vec<(String, u32)>,
}

impl ItemIndex {
    pub(crate) fn catch_up(&mut self, trace: &Trace, index: &Index) {
        let printed = index.printed();
        for event in &printed[self.looked_at.min(printed.len())..] {
            let record = trace.get(*event as usize);
            if let Some(Event::Printed { text, .. }) = record.map(|record| &record.event) {
                self.add(*event, text);
            }
        }
        self.looked_at = printed.len();
    }

    fn add(&mut self, event: u32, text: &str) {
        let Some(fields) = read(text) else {
            return;
        };
        self.events.push(event);
        for (name, _) in fields.0 {
            if self.columns.iter().all(|(own, _)| *own != name) {
                self.columns.push((name, event));
            }
        }
    }

    /// The events before a cursor that printed an item.
    pub(crate) fn before(&self, cursor: usize) -> &[u32] {
        let end = self
            .events
            .partition_point(|event| (*event as usize) < cursor);
        &self.events[..end]
    }

    /// The fields of these items.
    pub(crate) fn columns_before(&self, cursor: usize) -> Vec<String> {
        let columns = self.columns.iter();
        let known = columns.take_while(|(_, event)| (*event as usize) < cursor);
        known.map(|(name, _)| name.clone()).collect()
    }
}

/// The fields of a line that is one JSON object.
pub(crate) fn read(line: &str) -> Option<Fields> {
    if !line.starts_with('{') {
        return None;
    }
    serde_json::from_str(line).ok()
}

/// The fields of a JSON object, in its order.
pub(crate) struct Fields(pub(crate) Vec<(String, String)>);

impl Fields {
    /// A field's text; empty if there is none of that name.
    pub(crate) fn get(&self, name: &str) -> String {
        let field = self.0.iter().rev().find(|(own, _)| own == name);
        field.map(|(_, text)| text.clone()).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, serde_json::Value>()? {
                    let text = match value {
                        serde_json::Value::String(text) => text,
                        other => other.to_string(),
                    };
                    fields.push((name, text));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_object_is_an_item() {
        assert!(read("{\"a\": 1").is_none());
        assert!(read("[1]").is_none());
        assert!(read("{a}").is_none());
        let fields = read("{\"b\": \"x\", \"a\": 1.5}").map(|fields| fields.0);
        let own = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        assert_eq!(fields, Some(vec![own("b", "x"), own("a", "1.5")]));
    }
}
