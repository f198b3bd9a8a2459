//! The items that a program gives, as a table: each line of its console that is one JSON object is
//! one, as crawlers write theirs (JSON lines).

use std::fmt;
use std::rc::Rc;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::Scene;
use super::console::console;

/// The items that were printed up to the cursor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Items {
    /// The names of all fields, in the order in which they first came.
    pub columns: Vec<String>,
    /// The items, oldest first: a text for each column, empty where an item has no such field.
    pub rows: Vec<Vec<String>>,
    /// Each item as it was printed.
    pub lines: Vec<Rc<str>>,
    /// How many items before them are not among them.
    pub earlier: usize,
}

/// The last `most` items up to the scene's cursor.
pub fn items(scene: &Scene<'_>, most: usize) -> Items {
    let printed = console(scene, usize::MAX).lines.into_iter();
    let mut found: Vec<(Rc<str>, Fields)> = printed
        .filter_map(|line| Some((Rc::clone(&line.text), read(&line.text)?)))
        .collect();
    let earlier = found.len().saturating_sub(most);
    let mut columns: Vec<String> = Vec::new();
    for (name, _) in found.iter().flat_map(|(_, fields)| &fields.0) {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    found.drain(..earlier);
    let row =
        |(_, fields): &(Rc<str>, Fields)| columns.iter().map(|name| fields.get(name)).collect();
    Items {
        rows: found.iter().map(row).collect(),
        lines: found.into_iter().map(|(line, _)| line).collect(),
        columns,
        earlier,
    }
}

impl Items {
    /// As comma-separated values (RFC 4180): a line of names, a line an item.
    pub fn csv(&self) -> String {
        let lines = std::iter::once(&self.columns).chain(&self.rows);
        lines.map(|fields| csv_line(fields)).collect()
    }

    /// As a JSON array, each item on a line of its own.
    pub fn json(&self) -> String {
        let items: Vec<&str> = self.lines.iter().map(|line| &**line).collect();
        match items.is_empty() {
            true => "[]\n".to_owned(),
            false => format!("[\n{}\n]\n", items.join(",\n")),
        }
    }
}

fn csv_line(fields: &[String]) -> String {
    let quoted = |field: &String| match field.contains(['"', ',', '\r', '\n']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.clone(),
    };
    let fields: Vec<String> = fields.iter().map(quoted).collect();
    format!("{}\r\n", fields.join(","))
}

fn read(line: &str) -> Option<Fields> {
    if !line.starts_with('{') {
        return None;
    }
    serde_json::from_str(line).ok()
}

/// The fields of a JSON object, in its order.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn get(&self, name: &str) -> String {
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
    fn a_csv_field_with_a_quote_a_comma_or_a_line_end_is_quoted() {
        let fields = ["plain", "a,b", "say \"so\"", "two\nlines", ""].map(str::to_owned);
        assert_eq!(
            csv_line(&fields),
            "plain,\"a,b\",\"say \"\"so\"\"\",\"two\nlines\",\r\n"
        );
    }

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
