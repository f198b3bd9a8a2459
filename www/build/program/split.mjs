// Splits the program in two: what the first visit needs, and what comes later.
//
// Both parts are modules over one memory and one table. The first has a stub for each function of
// the other that it names: the stub asks the page to load the second part unless it has arrived,
// then goes on through the table, which the second part fills when it is instantiated. The second
// part imports from the first whatever it names there.

import { number, signed } from "./bytes.mjs";
import { namedBy, renumbered } from "./instructions.mjs";
import { KIND, importOf, readModule, writeModule } from "./module.mjs";

// What the program imports in order to ask for its second part: src/ui/later.rs.
const LOADER = /^__wbg_loadLater_/;
const NO_LOCALS = number(0);
const [GET_LOCAL, GET_GLOBAL, IS_ZERO, IF, NOTHING, END, CALL, CONSTANT, CALL_INDIRECT] =
  [0x20, 0x23, 0x45, 0x04, 0x40, 0x0b, 0x10, 0x41, 0x11].map((code) => Buffer.from([code]));

/**
 * The two parts of the program in `bytes`: `later` takes the functions whose names `comesLater`.
 * The page sets the first part's export `arrived` to 1 when the second is instantiated with
 * `{ program: the first part's exports }`.
 */
export function split(bytes, comesLater) {
  const whole = new Whole(readModule(bytes), comesLater);
  return { first: writeModule(firstPart(whole)), later: writeModule(laterPart(whole)) };
}

/** The program, and what both parts have to agree on. */
class Whole {
  constructor(module, comesLater) {
    this.module = module;
    this.count = module.imports.length + module.functions.length;
    this.loader = module.imports.findIndex(({ field }) => LOADER.test(field));
    if (this.loader < 0) throw new Error("the program imports nothing to load its second part with");
    this.functionTable = module.tables.findIndex(({ type }) => type === 0x70);
    if (this.functionTable !== 0) throw new Error("the first table of the program is not that of its functions");
    this.#choose(comesLater);
    this.#giveSlots();
    this.#giveNames();
  }

  isLater(index) {
    return this.later.has(index);
  }

  typeOf(index) {
    const { imports, functions } = this.module;
    return index < imports.length ? imports[index].type : functions[index - imports.length].type;
  }

  body(index) {
    return this.module.functions[index - this.module.imports.length].body;
  }

  #choose(comesLater) {
    const own = range(this.module.imports.length, this.count);
    const { names } = this.module;
    this.later = new Set(own.filter((index) => names.has(index) && comesLater(names.get(index))));
    this.now = own.filter((index) => !this.isLater(index));
    const named = (indices) => new Set(indices.flatMap((index) => [...namedBy(this.body(index))]));
    const outside = [...this.module.exports.filter(({ kind }) => kind === KIND.function), ...this.module.slots];
    const roots = outside.map(({ index }) => index).concat(this.module.start ?? []);
    // What the first part names of the second, and the other way round.
    this.stubs = [...new Set([...named(this.now), ...roots])].filter((index) => this.isLater(index));
    this.lent = [...named([...this.later])].filter((index) => !this.isLater(index));
  }

  // A function that is in the table already keeps its place there; a further one is added.
  #giveSlots() {
    this.slots = new Map(this.module.slots.filter(({ index }) => this.isLater(index)).map(({ slot, index }) => [index, slot]));
    this.tableSize = this.module.tables[0].least;
    for (const index of this.stubs) if (!this.slots.has(index)) this.slots.set(index, this.tableSize++);
  }

  #giveNames() {
    this.names = new Map(this.lent.map((index, nth) => [index, nth.toString(36)]));
    this.shared = ["tables", "memories", "globals"].flatMap((what) =>
      this.module[what].map((item, nth) => ({ what, item, nth, name: `${what}${nth}` })),
    );
  }
}

const SHARED_KINDS = { tables: KIND.table, memories: KIND.memory, globals: KIND.global };

function firstPart(whole) {
  const { module } = whole;
  const kept = [...range(0, module.imports.length), ...whole.now, ...whole.stubs];
  const numbers = numbered(kept);
  const arrived = module.globals.length;
  const at = (index) => numbers.get(index);
  const shared = whole.shared.map(({ name, what, nth }) => ({ field: name, kind: SHARED_KINDS[what], index: nth }));
  const lent = whole.lent.map((index) => ({ field: whole.names.get(index), kind: KIND.function, index: at(index) }));
  const own = module.exports.map((given) => (given.kind === KIND.function ? { ...given, index: at(given.index) } : given));
  return {
    ...module,
    functions: [
      ...whole.now.map((index) => ({ type: whole.typeOf(index), body: renumbered(whole.body(index), numbers) })),
      ...whole.stubs.map((index) => ({ type: whole.typeOf(index), body: stub(whole, index, arrived) })),
    ],
    tables: whole.module.tables.map((table, nth) => (nth === 0 ? grown(table, whole.tableSize) : table)),
    globals: [...module.globals, { bytes: Buffer.from([0x7f, 1, 0x41, 0, 0x0b]) }],
    exports: [...own, ...shared, ...lent, { field: "arrived", kind: KIND.global, index: arrived }],
    start: module.start === undefined ? undefined : at(module.start),
    slots: module.slots.map(({ slot, index }) => ({ slot, index: at(index) })),
  };
}

function stub(whole, index, arrived) {
  const type = whole.typeOf(index);
  const { parameters } = whole.module.types[type];
  return Buffer.concat([
    NO_LOCALS,
    ...[GET_GLOBAL, number(arrived), IS_ZERO, IF, NOTHING, CALL, number(whole.loader), END],
    ...range(0, parameters).flatMap((nth) => [GET_LOCAL, number(nth)]),
    ...[CONSTANT, signed(whole.slots.get(index)), CALL_INDIRECT, number(type), number(0)],
    END,
  ]);
}

function laterPart(whole) {
  const { module } = whole;
  const later = [...whole.later];
  const numbers = numbered([...whole.lent, ...later]);
  const lent = whole.lent.map((index) =>
    importOf("program", whole.names.get(index), KIND.function, number(whole.typeOf(index))),
  );
  const shared = whole.shared.map(({ name, what, item }) => importOf("program", name, SHARED_KINDS[what], shapeOf(what, item)));
  return {
    ...module,
    imports: [...lent, ...shared],
    functions: later.map((index) => ({ type: whole.typeOf(index), body: renumbered(whole.body(index), numbers) })),
    tables: [],
    memories: [],
    globals: [],
    exports: [],
    start: undefined,
    slots: [...whole.slots].map(([index, slot]) => ({ slot, index: numbers.get(index) })),
    dataCount: undefined,
    data: undefined,
  };
}

/** What an import says of a table, a memory or a global. */
function shapeOf(what, item) {
  switch (what) {
    case "tables":
      // At least what it was; the first part has made it larger.
      return Buffer.concat([Buffer.from([item.type, 0]), number(item.least)]);
    case "memories":
      return item;
    default:
      return item.type;
  }
}

function grown(table, least) {
  return { ...table, least, most: table.most === undefined ? undefined : Math.max(table.most, least) };
}

function range(from, to) {
  return Array.from({ length: to - from }, (_, nth) => from + nth);
}

/** The functions' numbers in a module that has them in this order. */
function numbered(indices) {
  return new Map(indices.map((index, nth) => [index, nth]));
}
