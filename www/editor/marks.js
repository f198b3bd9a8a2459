// Lines that something is said about, and the tasks that stand at lines.

import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker } from "@codemirror/view";

/** How many badges a line shows; further ones are counted. */
const MOST = 3;

const setMarks = StateEffect.define();
const setBadges = StateEffect.define();

/** The effect that marks lines: a list of `{line, kind}`. */
export const marking = (state, marks) =>
  setMarks.of(ranges(state, marks, ({ kind }) => Decoration.line({ class: `cm-marked cm-marked-${kind}` })));

/** The effect that puts badges at lines: a list of `{line, tasks: [{label, colour, running}]}`. */
export const badging = (state, badges) => setBadges.of(ranges(state, badges, ({ tasks }) => new Badges(tasks)));

function ranges({ doc }, items, valueOf) {
  const within = items.filter(({ line }) => line >= 1 && line <= doc.lines);
  return RangeSet.of(within.map((item) => valueOf(item).range(doc.line(item.line).from)), true);
}

function kept(effect, options) {
  return StateField.define({
    create: () => RangeSet.empty,
    update(value, { changes, effects }) {
      const set = effects.findLast((one) => one.is(effect));
      return set ? set.value : value.map(changes);
    },
    ...options,
  });
}

const marks = kept(setMarks, { provide: (field) => EditorView.decorations.from(field) });
const badges = kept(setBadges, {});

class Badges extends GutterMarker {
  constructor(tasks) {
    super();
    this.tasks = tasks;
  }

  eq(other) {
    return JSON.stringify(this.tasks) === JSON.stringify(other.tasks);
  }

  toDOM() {
    const list = document.createElement("span");
    list.className = "cm-badges";
    list.append(...this.tasks.slice(0, MOST).map(badge));
    if (this.tasks.length > MOST) list.append(`+${this.tasks.length - MOST}`);
    list.title = this.tasks.map(({ label }) => label).join("\n");
    return list;
  }
}

// `colour` is the name of one of the page's colours of tasks, as "0" or "main".
function badge({ colour, running }) {
  const ring = document.createElement("i");
  ring.className = running ? "cm-badge running" : "cm-badge";
  ring.style.setProperty("--colour", `var(--task-${colour})`);
  return ring;
}

/** The extension of the editor that shows marks and badges. */
export const lineMarks = [
  marks,
  badges,
  gutter({ class: "cm-badge-gutter", markers: (view) => view.state.field(badges) }),
];
