// Lines that something is said about, and the tasks that stand at lines.

import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, gutter, GutterMarker, WidgetType } from "@codemirror/view";

/** How many badges a line shows; further ones are counted. */
const MOST = 3;

const setMarks = StateEffect.define();
const setBadges = StateEffect.define();
const setNotes = StateEffect.define();

/** The effect that marks lines: a list of `{line, kind}`. */
export const marking = (state, marks) =>
  setMarks.of(ranges(state, marks, ({ kind }) => Decoration.line({ class: `cm-marked cm-marked-${kind}` })));

/** The effect that puts badges at lines: a list of `{line, tasks: [{label, letter, colour, running}]}`. */
export const badging = (state, badges) => setBadges.of(ranges(state, badges, ({ tasks }) => new Badges(tasks)));

/** The effect that puts notes behind lines: a list of `{line, text, colour}`. */
export const noting = (state, notes) =>
  setNotes.of(ranges(state, notes, (note) => Decoration.widget({ widget: new Note(note), side: 2 }), "to"));

function ranges({ doc }, items, valueOf, side = "from") {
  const within = items.filter(({ line }) => line >= 1 && line <= doc.lines);
  return RangeSet.of(within.map((item) => valueOf(item).range(doc.line(item.line)[side])), true);
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
const notes = kept(setNotes, { provide: (field) => EditorView.decorations.from(field) });

class Note extends WidgetType {
  constructor(note) {
    super();
    this.note = note;
  }

  eq({ note }) {
    return note.text === this.note.text && note.colour === this.note.colour;
  }

  toDOM() {
    const note = document.createElement("span");
    note.className = "cm-note";
    note.style.setProperty("--colour", `var(--task-${this.note.colour})`);
    note.textContent = this.note.text;
    return note;
  }
}

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
function badge({ letter = "", colour, running }) {
  const ring = document.createElement("i");
  ring.className = running ? "cm-badge running" : "cm-badge";
  ring.textContent = letter;
  ring.style.setProperty("--colour", `var(--task-${colour})`);
  return ring;
}

/** The extension of the editor that shows marks and badges. */
export const lineMarks = [
  marks,
  badges,
  notes,
  gutter({ class: "cm-badge-gutter", markers: (view) => view.state.field(badges) }),
];
