//! The items that a program gives, as a table: each line of its console that is one JSON object is
//! one, as crawlers write theirs (JSON lines).

use std::rc::Rc;

use super::Scene;
use crate::analysis::items::read;
use crate::events::Event;

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
    let known = &scene.analysis.items;
    let events = known.before(scene.state.cursor);
    let earlier = events.len().saturating_sub(most);
    let columns = known.columns_before(scene.state.cursor);
    let mut items = Items {
        columns,
        earlier,
        ..Items::default()
    };
    for event in &events[earlier..] {
        let record = scene.trace.get(*event as usize);
        if let Some(Event::Printed { text, .. }) = record.map(|record| &record.event)
            && let Some(fields) = read(text)
        {
            let row = items.columns.iter().map(|name| fields.get(name));
            items.rows.push(row.collect());
            items.lines.push(Rc::clone(text));
        }
    }
    items
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
}
