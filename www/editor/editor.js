// The editor of a person's own programs: CodeMirror 6, in a shadow root.
//
// CodeMirror writes its style sheets by itself. In a shadow root it adopts them as objects, which the
// page's policy allows, where it would refuse a style element.
//
//   const editor = mount(host, { text, labels, onchange, onknob, onrun, onmended, online });
//
// The page calls this from Rust; all values are texts, numbers, plain objects and functions. Lines
// count from 1, columns too, in UTF-16 units of the line.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentMore, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers,
  placeholder,
} from "@codemirror/view";
import { KNOB_SET, knobs } from "./knobs.js";
import { badging, lineMarks, marking, noting } from "./marks.js";
import { mend } from "./paste.js";
import { theme } from "./theme.js";

export { mend };

/**
 * Puts an editor into `host`, which becomes the host of a shadow root, and returns its handle.
 *
 * `options.text` is the program at first. `options.labels` has the texts in the person's language:
 * `name`, what a screen reader calls the editor, `empty`, what stands in it as long as it is empty,
 * and `phrases`, from CodeMirror's English to it. `options.onchange(text)` is called whenever the text
 * changes, `options.onknob()` after a slider was let go of, `options.onrun()` for Ctrl+Enter
 * (Command+Enter), `options.onmended(kinds)` when pasted text was mended: see `mend`, and
 * `options.online(line)` when the number of a line was clicked.
 */
export function mount(host, options = {}) {
  const labels = new Compartment();
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: mend(options.text ?? "").text,
      extensions: [labels.of(labelled(options.labels)), reporting(options), pasting(options), running(options), numbers(options), editing],
    }),
  });
  return new Editor(view, labels);
}

/** An editor that is in the page. */
export class Editor {
  #view;
  #labels;

  constructor(view, labels) {
    this.#view = view;
    this.#labels = labels;
  }

  /** The program. */
  get text() {
    return this.#view.state.doc.toString();
  }

  /** Another program. It can be undone; `onchange` is called. */
  setText(text) {
    const { doc } = this.#view.state;
    this.#view.dispatch({ changes: { from: 0, to: doc.length, insert: mend(text).text }, selection: { anchor: 0 } });
  }

  /** Marks these lines and no others: a list of `{line, kind}`, `kind` being `here` or `wrong`. */
  mark(lines) {
    this.#view.dispatch({ effects: marking(this.#view.state, lines) });
  }

  /**
   * Puts these badges at lines and no others: a list of `{line, tasks}`, each task being `{label,
   * letter, colour, running}`: the text of its tooltip, what stands in the badge, the name of its
   * colour (`main`, `0` to `7`), and whether it runs or awaits.
   */
  badges(list) {
    this.#view.dispatch({ effects: badging(this.#view.state, list) });
  }

  /** Puts these notes behind lines and no others: a list of `{line, text, colour}`. */
  notes(list) {
    this.#view.dispatch({ effects: noting(this.#view.state, list) });
  }

  /**
   * Underlines these places and no others: a list of `{line, column, endLine, endColumn, message}`,
   * of which the line and the message are needed.
   */
  diagnostics(list) {
    const { state } = this.#view;
    this.#view.dispatch(setDiagnostics(state, list.map((given) => diagnosticOf(state.doc, given))));
  }

  /** Scrolls to a line and puts the cursor there. */
  reveal(line) {
    const at = placeOf(this.#view.state.doc, line, 1);
    this.#view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  }

  /** The texts in another language; see `mount`. */
  setLabels(labels) {
    this.#view.dispatch({ effects: this.#labels.reconfigure(labelled(labels)) });
  }

  focus() {
    this.#view.focus();
  }

  /** Puts a text in the place of what is selected; a tab indents. The cursor goes behind it. */
  insert(text) {
    if (text === "\t") indentMore(this.#view);
    else this.#view.dispatch(this.#view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    this.focus();
  }

  /** Takes the editor from the page. Its host keeps its shadow root, for the next one. */
  destroy() {
    this.#view.destroy();
  }
}

const editing = [
  lineMarks,
  highlightSpecialChars(),
  history(),
  drawSelection(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  search(),
  knobs,
  python(),
  indentUnit.of("    "),
  EditorState.tabSize.of(4),
  EditorView.lineWrapping,
  theme,
  // Tab indents; CodeMirror itself lets the Tab after Esc leave the editor.
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
  EditorView.contentAttributes.of({ spellcheck: "false", autocorrect: "off", autocapitalize: "off", translate: "no" }),
];

function labelled({ name = "Python program", empty = "", phrases = {} } = {}) {
  return [EditorView.contentAttributes.of({ "aria-label": name }), placeholder(empty), EditorState.phrases.of(phrases)];
}

function reporting({ onchange, onknob }) {
  return EditorView.updateListener.of(({ docChanged, state, transactions }) => {
    if (docChanged) onchange?.(state.doc.toString());
    if (transactions.some((transaction) => transaction.annotation(KNOB_SET))) onknob?.();
  });
}

function numbers({ online }) {
  const click = (view, block) => {
    online?.(view.state.doc.lineAt(block.from).number);
    return true;
  };
  return lineNumbers({ domEventHandlers: { click } });
}

function pasting({ onmended }) {
  return EditorView.clipboardInputFilter.of((given) => {
    const { text, mended } = mend(given);
    if (mended.length > 0) onmended?.(mended);
    return text;
  });
}

function running({ onrun }) {
  const run = () => {
    onrun?.();
    return true;
  };
  // Before the other keys, of which one inserts a line.
  return keymap.of([{ key: "Mod-Enter", run, preventDefault: true }, { key: "Ctrl-Enter", run, preventDefault: true }]);
}

function diagnosticOf(doc, { line, column = 1, endLine = line, endColumn, message }) {
  const from = placeOf(doc, line, column);
  const to = endColumn === undefined ? doc.lineAt(from).to : placeOf(doc, endLine, endColumn);
  return { from, to: Math.max(from, to), severity: "error", message };
}

/** The place in the text of a line and column; what is beyond its ends is taken for them. */
function placeOf(doc, line, column) {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return Math.min(found.from + Math.max(column, 1) - 1, found.to);
}
