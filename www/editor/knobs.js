// Constants that say which values they may take, `WORKERS = 3  # 1..9`, have a slider beside them.

import { Annotation, RangeSetBuilder, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType } from "@codemirror/view";

const NUMBER = String.raw`-?\d+(?:\.\d+)?`;
const KNOB = new RegExp(String.raw`^(\w+)([ \t]*=[ \t]*)(${NUMBER})[ \t]*#[ \t]*(${NUMBER})[ \t]*\.\.[ \t]*(${NUMBER})`, "u");

/** Marks the transaction that tells that a slider was let go of. */
export const KNOB_SET = Annotation.define();

/**
 * The knob of a line, or `null`: its name, value and bounds as numbers, the step between two values,
 * and where the value stands in the line. Whole numbers stay whole; others have as many digits as
 * the longest of the three.
 */
export function knobOf(line) {
  const found = KNOB.exec(line);
  if (!found) return null;
  const [, name, equals, value, least, most] = found;
  if (Number(least) >= Number(most)) return null;
  const digits = Math.max(...[value, least, most].map((number) => (number.split(".")[1] ?? "").length));
  const from = name.length + equals.length;
  return {
    name, digits, value: Number(value), least: Number(least), most: Number(most),
    step: 1 / 10 ** digits, from, to: from + value.length,
  };
}

class Slider extends WidgetType {
  constructor(knob, line) {
    super();
    this.knob = knob;
    this.line = line;
  }

  eq({ knob, line }) {
    const same = (field) => knob[field] === this.knob[field];
    return line === this.line && ["name", "value", "least", "most", "digits"].every(same);
  }

  toDOM(view) {
    const slider = document.createElement("input");
    slider.type = "range";
    slider.className = "cm-knob";
    slider.addEventListener("input", () => turn(view, this.line, slider.value));
    slider.addEventListener("change", () => view.dispatch({ annotations: KNOB_SET.of(true) }));
    this.#show(slider);
    return slider;
  }

  // The slider that a person holds stays the same while its value changes.
  updateDOM(slider) {
    this.#show(slider);
    return true;
  }

  #show(slider) {
    const { name, value, least, most, step } = this.knob;
    slider.setAttribute("aria-label", name);
    Object.assign(slider, { min: least, max: most, step, value });
  }

  ignoreEvent() {
    return true;
  }
}

function turn(view, number, value) {
  const line = view.state.doc.line(number);
  const knob = knobOf(line.text);
  if (!knob) return;
  const insert = Number(value).toFixed(knob.digits);
  view.dispatch({
    changes: { from: line.from + knob.from, to: line.from + knob.to, insert },
    userEvent: "input.knob",
  });
}

function sliders({ doc }) {
  const builder = new RangeSetBuilder();
  for (let number = 1; number <= doc.lines; number += 1) {
    const line = doc.line(number);
    const knob = knobOf(line.text);
    if (knob) builder.add(line.to, line.to, Decoration.widget({ widget: new Slider(knob, number), side: 1 }));
  }
  return builder.finish();
}

/** The extension of the editor that shows the sliders. */
export const knobs = StateField.define({
  create: sliders,
  update: (value, transaction) => (transaction.docChanged ? sliders(transaction.state) : value),
  provide: (field) => EditorView.decorations.from(field),
});
