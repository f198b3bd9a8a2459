// A WebAssembly module as data: its sections, read as far as a split needs them, and written again.

import { Reader, name, number, signed, sized, vector } from "./bytes.mjs";

const ID = { custom: 0, type: 1, import: 2, function: 3, table: 4, memory: 5, global: 6, export: 7, start: 8, element: 9, data_count: 12, code: 10, data: 11 };
const ORDER = ["type", "import", "function", "table", "memory", "global", "export", "start", "element", "data_count", "code", "data"];
export const KIND = { function: 0, table: 1, memory: 2, global: 3 };
const MAGIC = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/**
 * The module in `bytes`. Functions count from 0, those that are imported first; `functions` has those
 * that are not, each with its type's number and its body. Elements are slots of the table that calls
 * go through.
 */
export function readModule(bytes) {
  const sections = readSections(bytes);
  const each = (section, read) => readVector(sections[section], read);
  const imports = each("import", readImport);
  const bodies = each("code", (reader) => readSized(reader));
  const types = each("function", (reader) => reader.number());
  return {
    types: each("type", readType),
    typeSection: sections.type,
    imports,
    functions: bodies.map((body, nth) => ({ type: types[nth], body })),
    tables: each("table", readTable),
    memories: each("memory", readLimits),
    globals: each("global", readGlobal),
    exports: each("export", readExport),
    start: sections.start && new Reader(sections.start).number(),
    slots: each("element", readElements).flat(),
    dataCount: sections.data_count,
    data: sections.data,
    names: readNames(sections.name),
  };
}

/** The bytes of a module that was put together of the same parts; without names. */
export function writeModule(module) {
  const sections = {
    type: module.typeSection,
    import: vector(module.imports.map((given) => given.bytes)),
    function: vector(module.functions.map(({ type }) => number(type))),
    table: vector(module.tables.map(writeTable)),
    memory: vector(module.memories),
    global: vector(module.globals.map(({ bytes }) => bytes)),
    export: vector(module.exports.map(writeExport)),
    start: module.start === undefined ? undefined : number(module.start),
    element: vector(runs(module.slots).map(writeElements)),
    data_count: module.dataCount,
    code: vector(module.functions.map(({ body }) => sized(body))),
    data: module.data,
  };
  const written = ORDER.filter((section) => sections[section] && !sections[section].equals(number(0)));
  return Buffer.concat([MAGIC, ...written.flatMap((section) => [Buffer.from([ID[section]]), sized(sections[section])])]);
}

export function importOf(from, what, kind, description) {
  return { kind, bytes: Buffer.concat([name(from), name(what), Buffer.from([kind]), description]) };
}

function readSections(bytes) {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error("this is no WebAssembly module");
  const named = Object.fromEntries(Object.entries(ID).map(([section, id]) => [id, section]));
  const sections = {};
  const reader = new Reader(bytes, MAGIC.length);
  while (!reader.isAtEnd) {
    const id = reader.byte();
    const content = readSized(reader);
    if (id !== ID.custom) {
      if (!named[id]) throw new Error(`section ${id} is not known`);
      sections[named[id]] = content;
      continue;
    }
    const custom = new Reader(content);
    if (custom.name() === "name") sections.name = content.subarray(custom.at);
  }
  return sections;
}

function readVector(section, read) {
  if (!section) return [];
  const reader = new Reader(section);
  return Array.from({ length: reader.number() }, () => read(reader));
}

function readSized(reader) {
  const length = reader.number();
  reader.skip(length);
  return reader.bytes.subarray(reader.at - length, reader.at);
}

function readType(reader) {
  if (reader.byte() !== 0x60) throw new Error("a type that is no function's is not known");
  const parameters = readSized(reader).length;
  return { parameters, results: readSized(reader).length };
}

function readImport(reader) {
  const from = reader.at;
  const [module, field, kind] = [reader.name(), reader.name(), reader.byte()];
  if (kind !== KIND.function) throw new Error(`the program imports ${module}.${field}, which is no function`);
  const type = reader.number();
  return { module, field, kind, type, bytes: reader.since(from) };
}

function readTable(reader) {
  const type = reader.byte();
  const limited = reader.byte() === 1;
  const least = reader.number();
  return { type, least, most: limited ? reader.number() : undefined };
}

function writeTable({ type, least, most }) {
  const limits = [Buffer.from([type, most === undefined ? 0 : 1]), number(least)];
  return Buffer.concat(most === undefined ? limits : [...limits, number(most)]);
}

function readLimits(reader) {
  const from = reader.at;
  const flags = reader.byte();
  reader.skipNumber();
  if (flags & 1) reader.skipNumber();
  return reader.since(from);
}

function readGlobal(reader) {
  const from = reader.at;
  reader.skip(2);
  const type = reader.since(from);
  const code = reader.byte();
  if (code !== 0x41 && code !== 0x42 && code !== 0xd0) throw new Error("a global begins with what is no constant");
  reader.skipNumber();
  if (reader.byte() !== 0x0b) throw new Error("a global begins with more than a constant");
  return { type, bytes: reader.since(from) };
}

function readExport(reader) {
  return { field: reader.name(), kind: reader.byte(), index: reader.number() };
}

function writeExport({ field, kind, index }) {
  return Buffer.concat([name(field), Buffer.from([kind]), number(index)]);
}

/** The slots that a segment of the table fills, and with which functions. */
function readElements(reader) {
  if (reader.number() !== 0 || reader.byte() !== 0x41) throw new Error("elements of another kind are not known");
  const first = reader.number();
  if (reader.byte() !== 0x0b) throw new Error("elements of another kind are not known");
  return Array.from({ length: reader.number() }, (_, nth) => ({ slot: first + nth, index: reader.number() }));
}

function writeElements(run) {
  const parts = [number(0), Buffer.from([0x41]), signed(run[0].slot), Buffer.from([0x0b])];
  return Buffer.concat([...parts, vector(run.map(({ index }) => number(index)))]);
}

/** Slots in order, those beside each other together. */
function runs(slots) {
  const found = [];
  for (const filled of slots.toSorted((a, b) => a.slot - b.slot)) {
    const last = found.at(-1);
    if (last && last.at(-1).slot + 1 === filled.slot) last.push(filled);
    else found.push([filled]);
  }
  return found;
}

/** The names of functions, by number. */
function readNames(section) {
  const names = new Map();
  if (!section) return names;
  const reader = new Reader(section);
  while (!reader.isAtEnd) {
    const isOfFunctions = reader.byte() === 1;
    const content = new Reader(readSized(reader));
    if (!isOfFunctions) continue;
    for (let count = content.number(); count > 0; count--) names.set(content.number(), content.name());
  }
  return names;
}
