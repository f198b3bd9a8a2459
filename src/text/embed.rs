//! The words of the page inside of another page.

use super::Text;

/// The choice between program and timeline.
pub const PANES: Text = Text::new("What is shown", "显示内容");
