//! Rings in a graph of waiting.

use std::collections::{HashMap, HashSet};

use crate::analysis::waits::Waitable;

/// The rings that can be reached from `starts`, a shortest one for each knot of things that all
/// wait for each other. Linear in the graph, whose edges `needs` gives.
pub(crate) fn rings(
    starts: impl Iterator<Item = Waitable>,
    needs: impl Fn(Waitable) -> Vec<Waitable>,
) -> Vec<Vec<Waitable>> {
    let mut search = Search::default();
    for start in starts {
        search.visit(start, &needs);
    }
    let knots = search.knots.into_iter();
    knots.filter_map(|knot| shortest(&knot, &needs)).collect()
}

/// Tarjan's search for strongly connected components, with a stack of its own.
#[derive(Default)]
struct Search {
    order: HashMap<Waitable, usize>,
    lowest: HashMap<Waitable, usize>,
    open: Vec<Waitable>,
    is_open: HashSet<Waitable>,
    knots: Vec<Vec<Waitable>>,
}

impl Search {
    fn visit(&mut self, start: Waitable, needs: impl Fn(Waitable) -> Vec<Waitable>) {
        if self.order.contains_key(&start) {
            return;
        }
        let mut path = vec![(start, self.enter(start, &needs))];
        while let Some((here, left)) = path.last_mut() {
            let here = *here;
            match left.pop() {
                Some(next) if !self.order.contains_key(&next) => {
                    let left = self.enter(next, &needs);
                    path.push((next, left));
                }
                Some(next) => {
                    if self.is_open.contains(&next) {
                        self.lower(here, self.order.get(&next).copied());
                    }
                }
                None => {
                    path.pop();
                    self.leave(here, &needs);
                    if let Some((before, _)) = path.last() {
                        self.lower(*before, self.lowest.get(&here).copied());
                    }
                }
            }
        }
    }

    fn enter(
        &mut self,
        what: Waitable,
        needs: impl Fn(Waitable) -> Vec<Waitable>,
    ) -> Vec<Waitable> {
        let order = self.order.len();
        self.order.insert(what, order);
        self.lowest.insert(what, order);
        self.open.push(what);
        self.is_open.insert(what);
        needs(what)
    }

    fn lower(&mut self, what: Waitable, to: Option<usize>) {
        if let (Some(lowest), Some(to)) = (self.lowest.get_mut(&what), to) {
            *lowest = (*lowest).min(to);
        }
    }

    fn leave(&mut self, what: Waitable, needs: impl Fn(Waitable) -> Vec<Waitable>) {
        if self.lowest.get(&what) != self.order.get(&what) {
            return;
        }
        let mut knot = Vec::new();
        while let Some(member) = self.open.pop() {
            self.is_open.remove(&member);
            knot.push(member);
            if member == what {
                break;
            }
        }
        if knot.len() > 1 || needs(what).contains(&what) {
            self.knots.push(knot);
        }
    }
}

/// A shortest ring inside a knot, through the task in it that was made first.
fn shortest(knot: &[Waitable], needs: impl Fn(Waitable) -> Vec<Waitable>) -> Option<Vec<Waitable>> {
    let members: HashSet<Waitable> = knot.iter().copied().collect();
    let start = *knot.iter().min()?;
    let mut came_from: HashMap<Waitable, Waitable> = HashMap::new();
    let mut next = std::collections::VecDeque::from([start]);
    while let Some(here) = next.pop_front() {
        for there in needs(here) {
            if there == start {
                return Some(path(&came_from, start, here));
            }
            if members.contains(&there) && !came_from.contains_key(&there) {
                came_from.insert(there, here);
                next.push_back(there);
            }
        }
    }
    None
}

fn path(came_from: &HashMap<Waitable, Waitable>, start: Waitable, end: Waitable) -> Vec<Waitable> {
    let mut path = vec![end];
    let mut here = end;
    while let Some(before) = came_from.get(&here).filter(|_| here != start) {
        path.push(*before);
        here = *before;
    }
    path.reverse();
    path
}
