//! One task: its state, its stack, what it awaits and who awaits it.

use std::rc::Rc;

use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::icon::{Shape, icon};
use super::select::Select;
use crate::app::Action;
use crate::events::{Act, TaskId};
use crate::text::{Lang, interventions, page, panes};
use crate::view_model::steps::Step;
use crate::view_model::{TaskPane, TaskRef};

/// The task's pane.
pub fn task_inspector(props: &TaskProps) -> Html {
    let TaskProps {
        lang,
        task,
        tasks,
        more,
        act,
        ..
    } = props;
    let lang = *lang;
    html! {
        <section class="card task" aria-labelledby="task-title">
            <header>
                <h2 id="task-title">{ page::TASK.get(lang) }</h2>
                { chooser(lang, task.as_deref(), (tasks, *more), act) }
                if let Some(task) = task {
                    <span class="aside along">
                        { along(lang, task.task.id, false, act) }
                        { along(lang, task.task.id, true, act) }
                    </span>
                }
            </header>
            <div class="scroll sections" tabindex="0" data-scrolls="" role="group" aria-labelledby="task-title">
                { match task {
                    Some(task) => facts(lang, task, &props.stack),
                    None => html! { <p class="muted">{ page::NO_TASK.get(lang) }</p> },
                } }
            </div>
            if let Some(task) = task {
                <footer>
                    if props.can_step_in && !task.is_finished { { cancel(lang, &task.task, act) } }
                    <code class="muted aside" title={page::ASYNCIO_NAME.get(lang)} translate="no">{ &task.asyncio_name }</code>
                </footer>
            }
        </section>
    }
}

/// What that pane needs.
#[derive(Clone)]
pub struct TaskProps {
    /// The language.
    pub lang: Lang,
    /// The task.
    pub task: Option<Rc<TaskPane>>,
    /// Its stack, innermost first, in the lines of the program that the code pane shows.
    pub stack: Vec<String>,
    /// The tasks there are to look at.
    pub tasks: Rc<Vec<TaskRef>>,
    /// How many more there are.
    pub more: usize,
    /// Whether a person can do something to the run.
    pub can_step_in: bool,
    /// Where actions go.
    pub act: Callback<Action>,
}

fn chooser(
    lang: Lang,
    shown: Option<&TaskPane>,
    (listed, more): (&[TaskRef], usize),
    act: &Callback<Action>,
) -> Html {
    let Some(shown) = shown else {
        return Html::default();
    };
    let ids: Vec<TaskId> = listed.iter().map(|task| task.id).collect();
    let act = act.clone();
    let choose = Callback::from(move |event: Event| {
        let chosen = event
            .target_unchecked_into::<HtmlSelectElement>()
            .selected_index();
        let task = usize::try_from(chosen)
            .ok()
            .and_then(|chosen| ids.get(chosen));
        if let Some(task) = task {
            act.emit(Action::Task(*task));
        }
    });
    let choice = |task: &TaskRef| {
        html! { <option key={task.id.0} value={task.id.0.to_string()}>{ &task.name }</option> }
    };
    html! {
        <Select label={page::TASKS.get(lang)} value={shown.task.id.0.to_string()} colour={super::colour(shown.task.colour)} onchange={choose}>
            { for listed.iter().map(choice) }
            if more > 0 { <option disabled=true>{ page::tasks_left_out(lang, more) }</option> }
        </Select>
    }
}

fn along(lang: Lang, task: TaskId, forward: bool, act: &Callback<Action>) -> Html {
    let (name, shape) = match forward {
        true => (page::TASK_FORWARD, Shape::Play),
        false => (page::TASK_BACK, Shape::Back),
    };
    let press = act.reform(move |_: MouseEvent| Action::Move(Step::Line(task), forward));
    html! {
        <button class="button plain" type="button" aria-label={name.get(lang)} title={name.get(lang)} onclick={press}>
            { icon(shape) }
        </button>
    }
}

/// Cancels the task from outside, at the cursor.
fn cancel(lang: Lang, task: &TaskRef, act: &Callback<Action>) -> Html {
    let (id, name) = (task.id, interventions::cancel(lang, &task.name));
    let press = act.reform(move |_: MouseEvent| Action::StepIn(Act::Cancel(id)));
    html! {
        <button class="button cancel" type="button" aria-label={name.clone()} title={name} onclick={press}>
            { interventions::CANCEL.get(lang) }
        </button>
    }
}

fn facts(lang: Lang, task: &TaskPane, stack: &[String]) -> Html {
    let fact = |name: crate::text::Text, value: Html| html! { <div><dt>{ name.get(lang) }</dt><dd>{ value }</dd></div> };
    let list = |values: &[String]| html! { <ol class="frames">{ for values.iter().map(|value| html! { <li>{ value }</li> }) }</ol> };
    html! {
        <dl class="facts">
            { fact(page::STATE, html! { &task.state }) }
            if let Some(exception) = &task.exception {
                { fact(page::EXCEPTION, html! { <code class="wrong">{ exception }</code> }) }
            }
            if !task.awaits.is_empty() { { fact(page::AWAITS, html! { <code translate="no">{ task.awaits.join(" → ") }</code> }) } }
            if !stack.is_empty() { { fact(page::AT, list(stack)) } }
            if !task.holds.is_empty() { { fact(page::HOLDS, html! { task.holds.join(", ") }) } }
            if !task.awaited_by.is_empty() { { fact(page::AWAITED_BY, html! { &task.awaited_by }) } }
            if let Some(parent) = &task.parent { { fact(page::MADE_BY, html! { &parent.name }) } }
            if task.cancelling > 0 { { fact(panes::CANCELLED, html! { page::cancelling(lang, task.cancelling) }) } }
            { fact(page::WAITED, html! { &task.time }) }
        </dl>
    }
}
