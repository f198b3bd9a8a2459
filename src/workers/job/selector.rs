//! The selectors that a page's elements are found by: a small part of CSS's, the same one that the
//! Python twin of the crawler knows.

/// Which elements are meant: `li`, `.book`, `#top`, `li.book`, `li#top`; with spaces between them,
/// the last one inside of the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    /// From the outermost to the element itself; never empty.
    steps: Vec<Step>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    /// None is any tag.
    tag: Option<String>,
    name: Option<(Mark, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Class,
    Id,
}

/// What of an element a selector looks at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Its tag, in small letters.
    pub tag: String,
    /// Its `class` attribute.
    pub class: String,
    /// Its `id` attribute.
    pub id: String,
}

impl Selector {
    /// Reads a selector; none if it is not one of those above, in ASCII, with single spaces.
    pub fn parse(text: &str) -> Option<Self> {
        let steps: Option<Vec<Step>> = text.split(' ').map(Step::parse).collect();
        Some(Self { steps: steps? })
    }

    /// Whether it means an element, which stands inside of `around`, outermost first.
    pub fn matches<'a>(
        &self,
        element: &Features,
        around: impl DoubleEndedIterator<Item = &'a Features>,
    ) -> bool {
        let Some((last, outer)) = self.steps.split_last() else {
            return false;
        };
        let mut around = around.rev();
        last.fits(element)
            && outer
                .iter()
                .rev()
                .all(|step| around.any(|other| step.fits(other)))
    }
}

impl Step {
    fn parse(text: &str) -> Option<Self> {
        let (tag, name) = match text.find(['.', '#']) {
            None => (text, None),
            Some(at) => {
                let (tag, name) = text.split_at(at);
                let mark = match name.starts_with('.') {
                    true => Mark::Class,
                    false => Mark::Id,
                };
                (tag, Some((mark, name.get(1..)?)))
            }
        };
        let tag = match (tag, &name) {
            ("", Some(_)) => None,
            _ if is_tag(tag) => Some(tag.to_owned()),
            _ => return None,
        };
        match name {
            None => Some(Self { tag, name: None }),
            Some((mark, name)) if is_name(name) => Some(Self {
                tag,
                name: Some((mark, name.to_owned())),
            }),
            Some(_) => None,
        }
    }

    fn fits(&self, element: &Features) -> bool {
        let has_name = |(mark, name): &(Mark, String)| {
            let names = match mark {
                Mark::Class => &element.class,
                Mark::Id => &element.id,
            };
            names.split_whitespace().any(|one| one == name)
        };
        self.tag.as_ref().is_none_or(|tag| *tag == element.tag)
            && self.name.as_ref().is_none_or(has_name)
    }
}

fn is_tag(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
}

fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
