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
    /// One forward.
    Forward,
    /// To the end.
    ToEnd,
    /// Stop.
    Stop,
    /// Share a link.
    Share,
    /// A menu of the rest.
    More,
    /// Light or dark.
    Theme,
    /// Find.
    Find,
    /// A cross.
    Close,
    /// A file, or a program.
    File,
    /// Into a file.
    Save,
    /// The whole page, elsewhere.
    Whole,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::ToStart => "M2.5 3h2v10h-2zM13.5 3v10L5.5 8z",
            Self::Back => "M12 3v10L4 8z",
            Self::Play => "M4 2.5v11L13.5 8z",
            Self::Pause => "M3.5 3h3.2v10H3.5zM9.3 3h3.2v10H9.3z",
            Self::Forward => "M4 3v10l8-5z",
            Self::ToEnd => "M2.5 3v10L10.5 8zM11.5 3h2v10h-2z",
            Self::Stop => "M3.5 3.5h9v9h-9z",
            Self::Share => {
                "M8 1.2 11.4 4.6l-1 1L8.7 4v6.2H7.3V4L5.6 5.6l-1-1zM3 7.2h2.2v1.4H4.4v4.6h7.2V8.6h-.8V7.2H13v7.4H3z"
            }
            Self::More => {
                "M3 6.6a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8zm5 0a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8zm5 0a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8z"
            }
            Self::Theme => {
                "M8 1.5a6.5 6.5 0 1 1 0 13zM8 1.5a6.5 6.5 0 0 0 0 13v-1.4a5.1 5.1 0 0 1 0-10.2z"
            }
            Self::Find => {
                "M7 1.8a5.2 5.2 0 0 1 4.1 8.4l3.4 3.3-1.1 1.1-3.3-3.4A5.2 5.2 0 1 1 7 1.8zm0 1.6a3.6 3.6 0 1 0 0 7.2 3.6 3.6 0 0 0 0-7.2z"
            }
            Self::Save => {
                "M7.3 1.5h1.4v6.9l2.3-2.3 1 1L8 11.1l-4-4 1-1 2.3 2.3zM2.5 12.9h11v1.5h-11z"
            }
            Self::File => "M3 1.5h6.3L13 5.2v9.3H3zm1.4 1.4v10.2h7.2V6.4H8.2V2.9zm5.2.6v1.5h1.5z",
            Self::Whole => {
                "M9 2h5v5h-1.6V4.7L7.1 10 6 8.9l5.3-5.3H9zM2 4h4.5v1.5h-3v7h7v-3H12V14H2z"
            }
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
