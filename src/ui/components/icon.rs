//! The page's icons: shapes of 16 by 16 in the colour of the text around them.

use yew::prelude::*;

/// Which icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// To the start.
    ToStart,
    /// One back.
    Back,
    /// Run.
    Play,
    /// Pause.
    Pause,
    /// One handle.
    Step,
    /// Stop.
    Stop,
    /// Skip the idle time.
    Skip,
    /// Light or dark.
    Theme,
    /// Sound is on.
    Sound,
    /// Sound is off.
    Silence,
    /// The catalogue.
    List,
    /// Find.
    Find,
    /// A cross.
    Close,
    /// A bookmark.
    Mark,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::ToStart => "M2.5 3h2v10h-2zM13.5 3v10L5.5 8z",
            Self::Back => "M12 3v10L4 8z",
            Self::Play => "M4 2.5v11L13.5 8z",
            Self::Pause => "M3.5 3h3.2v10H3.5zM9.3 3h3.2v10H9.3z",
            Self::Step => "M2.5 3v10L10.5 8zM11.5 3h2v10h-2z",
            Self::Stop => "M3.5 3.5h9v9h-9z",
            Self::Skip => "M1.5 7.2h8V4.4L13 8l-3.5 3.6V8.8h-8zM13.2 3.5h1.6v9h-1.6z",
            Self::Theme => {
                "M8 1.5a6.5 6.5 0 1 1 0 13zM8 1.5a6.5 6.5 0 0 0 0 13v-1.4a5.1 5.1 0 0 1 0-10.2z"
            }
            Self::Sound => {
                "M1.5 5.6h2.8L8 2.2v11.6l-3.7-3.4H1.5zM10 5.1l.9-1.1a5 5 0 0 1 0 8L10 10.9a3.6 3.6 0 0 0 0-5.8zM11.9 2.7l.9-1.1a8 8 0 0 1 0 12.8l-.9-1.1a6.6 6.6 0 0 0 0-10.6z"
            }
            Self::Silence => {
                "M1.5 5.6h2.8L8 2.2v11.6l-3.7-3.4H1.5zM10 5.9l1-1 1.9 2 1.9-2 1 1-1.9 2.1 1.9 2-1 1-1.9-2-1.9 2-1-1 1.9-2z"
            }
            Self::List => "M2 3.2h12v1.6H2zM2 7.2h12v1.6H2zM2 11.2h12v1.6H2z",
            Self::Find => {
                "M7 1.8a5.2 5.2 0 0 1 4.1 8.4l3.4 3.3-1.1 1.1-3.3-3.4A5.2 5.2 0 1 1 7 1.8zm0 1.6a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 0 0 0-7.2z"
            }
            Self::Mark => "M4 2h8v12.2L8 11l-4 3.2z",
            Self::Close => {
                "M3.6 2.5 8 6.9l4.4-4.4 1.1 1.1L9.1 8l4.4 4.4-1.1 1.1L8 9.1l-4.4 4.4-1.1-1.1L6.9 8 2.5 3.6z"
            }
        }
    }
}

/// An icon; the control around it carries the name.
pub fn icon(shape: Shape) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={shape.path()} /></svg>
    }
}
