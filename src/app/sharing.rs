//! Sharing what is seen: the link, a shorter one, and the page inside of another page.

use super::effect::Effect;
use super::link::{Link, sealed};
use super::panes::Side;
use super::session::Session;
use super::sizes::Sizes;
use super::state::State;
use crate::scenarios::address;

/// A link that was made, from its `#` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// It.
    pub address: String,
    /// The run and its moment alone, if that is shorter.
    pub shorter: Option<String>,
    /// Whether the browser has copied it; none until it is known.
    pub is_copied: Option<bool>,
}

/// Who takes a message of how many characters.
pub const TAKEN: [(&str, usize); 2] = [("Discord", 2_000), ("Slack", 4_000)];

impl State {
    /// Copies a link to what is seen, puts it into the address, and shows what else can be done.
    pub(super) fn share(&mut self) {
        if self.draft().is_some() {
            return self.share_program();
        }
        if self.opened().is_none() {
            return;
        }
        let (link, address) = self.shared();
        let is_short = self.has_real_workers() && link.jobs.is_none();
        let shorter = self.address_of(bare(&link));
        let shorter = Some(shorter).filter(|shorter| shorter.len() < address.len());
        self.copy_link(address, shorter, is_short);
    }

    /// Copies the shorter link in its place.
    pub(super) fn share_less(&mut self) {
        let sharing = self.sharing.take();
        if let Some(shorter) = sharing.and_then(|sharing| sharing.shorter) {
            let is_short = self.has_real_workers();
            self.copy_link(shorter, None, is_short);
        }
    }

    fn copy_link(&mut self, address: String, shorter: Option<String>, is_short: bool) {
        self.write_address(address.clone(), false);
        self.sharing = Some(Sharing {
            address,
            shorter,
            is_copied: None,
        });
        self.effects.push(Effect::CopyAddress { is_short });
    }

    /// Copies a link that has a whole program in it. The page's own address stays: it names the program
    /// that this browser keeps.
    pub(super) fn copy_packed(&mut self, address: String) {
        self.effects.push(Effect::CopyLink(address.clone()));
        self.sharing = Some(Sharing {
            address,
            shorter: None,
            is_copied: None,
        });
    }

    /// The browser has copied the link, or has not: then it can be selected by hand.
    pub(super) fn copied_link(&mut self, is_copied: bool) {
        if let Some(sharing) = &mut self.sharing {
            sharing.is_copied = Some(is_copied);
        }
    }

    /// Copies HTML that shows this page in another one; with a run it opens with that run, at this
    /// moment.
    pub(super) fn copy_frame(&mut self) {
        let address = match (&self.sharing, &self.session, self.opened()) {
            (Some(sharing), _, _) => sharing.address.clone(),
            (None, Some(_), _) => self.shared().1,
            (None, None, Some(opened)) => opened.address(),
            (None, None, None) => return,
        };
        self.effects.push(Effect::CopyFrame(address));
    }

    /// What is seen, as a link says it, and the whole address.
    fn shared(&self) -> (Link, String) {
        let mut link = self.link();
        let mut address = self.address_of(link.clone());
        if address.len() > address::MAX_LENGTH {
            link.jobs = None;
            address = self.address_of(link.clone());
        }
        (link, address)
    }

    fn address_of(&self, link: Link) -> String {
        let opened = self.opened();
        opened.map_or_else(String::new, |opened| sealed(&opened.address_of(&link)))
    }

    /// Whether no run by itself is the same as this one, since workers did their part.
    fn has_real_workers(&self) -> bool {
        let session = self.session.as_ref();
        session.is_some_and(Session::has_real_workers)
    }

    /// What is seen, as a link says it.
    pub(super) fn link(&self) -> Link {
        let mut link = Link {
            code: self.preferences.code,
            level: self.preferences.level,
            beside: self.preferences.beside,
            side: if self.finds {
                Side::Findings
            } else {
                self.side
            },
            pane: self.pane,
            sizes: Some(self.preferences.sizes).filter(|sizes| *sizes != Sizes::default()),
            ..Link::default()
        };
        let Some(session) = &self.session else {
            return link;
        };
        link.at = Some(session.moment_at(session.position()));
        link.speed = Some(self.preferences.speed);
        link.order = self.order.as_ref().map(|order| order.token.to_string());
        link.plan = session.plan.clone();
        link.bookmarks = session.bookmarks.clone();
        link.events = self.opened().and_then(|opened| opened.link.events);
        link.task = self.task;
        let scenario = session.subject.scenario();
        let tells_the_time = scenario.is_some_and(|(scenario, _)| scenario.tells_the_time());
        link.epoch = Some(session.epoch()).filter(|_| tells_the_time);
        if self.has_real_workers() {
            link.jobs = session.outside().written();
        }
        self.snapshot.viewport.tell(&mut link);
        link
    }
}

/// The run and its moment, without how it is looked at and what is noted about it.
fn bare(link: &Link) -> Link {
    Link {
        at: link.at,
        plan: link.plan.clone(),
        events: link.events,
        epoch: link.epoch,
        order: link.order.clone(),
        ..Link::default()
    }
}
