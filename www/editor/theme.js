// How the editor looks, in the page's own colours and measures: its custom properties reach into the
// editor's shadow root, so that a change of theme needs nothing from here.

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const WRONG = "2px solid var(--wrong)";

const colours = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--card)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { font: "12.5px/18px var(--mono)", overflow: "auto" },
  ".cm-content": { caretColor: "var(--ink)", padding: "8px 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { background: "var(--selected)" },
  ".cm-gutters": { backgroundColor: "var(--card)", color: "var(--muted)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 6px 0 10px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--raised) 60%, transparent)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--value-ground)", outline: "1px solid var(--value-line)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--wrong-ground)" },
  ".cm-searchMatch": { backgroundColor: "var(--value-ground)", outline: "1px solid var(--value-line)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--selected)" },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)", font: "12.5px var(--sans)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-textfield": {
    backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--control-line)", borderRadius: "6px",
  },
  ".cm-button": {
    background: "var(--card)", color: "var(--ink)", border: "1px solid var(--control-line)", borderRadius: "6px",
  },
  ".cm-panel.cm-search [name=close]": { color: "var(--ink)" },
  ".cm-tooltip": {
    backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)",
    borderRadius: "var(--radius)", boxShadow: "var(--shadow)", font: "12.5px/1.4 var(--sans)",
  },
  ".cm-diagnostic": { padding: "6px 10px" },
  ".cm-diagnostic-error": { borderLeft: WRONG },
});

const lines = EditorView.theme({
  ".cm-marked": { backgroundColor: "var(--here)" },
  ".cm-marked-here": { boxShadow: "inset 2px 0 var(--cursor)" },
  ".cm-marked-wrong": { backgroundColor: "var(--wrong-ground)", boxShadow: "inset 2px 0 var(--wrong)" },
  ".cm-badge-gutter": { minWidth: "38px", textAlign: "right", paddingLeft: "6px" },
  ".cm-badges": { display: "inline-flex", alignItems: "center", height: "18px", font: "10.5px var(--sans)" },
  ".cm-badge": {
    boxSizing: "border-box", minWidth: "14px", height: "14px", borderRadius: "7px", border: "1.5px solid var(--colour)",
    font: "600 10px/11px var(--sans)", textAlign: "center", color: "var(--ink)", backgroundColor: "var(--card)",
  },
  ".cm-badge + .cm-badge": { marginLeft: "-3px" },
  ".cm-badge.running": { boxShadow: "inset 0 0 0 1px var(--colour)" },
  ".cm-note": {
    marginLeft: "16px", paddingLeft: "8px", borderLeft: "4px solid var(--colour)", borderRadius: "2px",
    font: "12px var(--sans)", color: "var(--muted)",
  },
  ".cm-placeholder": { color: "var(--muted)" },
  ".cm-lineNumbers .cm-gutterElement:hover": { color: "var(--ink)", cursor: "pointer" },
  ".cm-knob": { width: "96px", height: "16px", margin: "0 0 0 12px", verticalAlign: "middle", accentColor: "var(--accent)" },
  "@media (pointer: coarse)": {
    // Smaller letters make a phone zoom in as soon as one types.
    ".cm-scroller": { font: "16px/24px var(--mono)" },
    ".cm-knob": { height: "44px", width: "140px" },
  },
});

const letters = HighlightStyle.define([
  { tag: [tags.keyword, tags.bool, tags.null, tags.self], color: "var(--code-keyword)" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className), tags.meta], color: "var(--code-name)" },
  { tag: [tags.string, tags.special(tags.string), tags.escape], color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)" },
]);

// The first one wins, so that what is said of touch screens does.
export const theme = [lines, colours, syntaxHighlighting(letters)];
