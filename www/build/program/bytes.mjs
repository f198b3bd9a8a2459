// Reading and writing the numbers and names of WebAssembly's binary format.

/** Reads a part of `bytes`, from one place to another. */
export class Reader {
  constructor(bytes, from = 0, to = bytes.length) {
    Object.assign(this, { bytes, at: from, to });
  }

  get isAtEnd() {
    return this.at >= this.to;
  }

  byte() {
    if (this.isAtEnd) throw new Error(`the program ends in the middle of something, at byte ${this.at}`);
    return this.bytes[this.at++];
  }

  skip(count) {
    this.at += count;
  }

  /** An unsigned number of 32 bits, in LEB128. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** A number in LEB128 of any size and sign, whose value nobody asks for. */
  skipNumber() {
    while (this.byte() >= 0x80);
  }

  name() {
    const length = this.number();
    const text = this.bytes.toString("utf8", this.at, this.at + length);
    this.skip(length);
    return text;
  }

  /** The bytes from `from` to where it stands. */
  since(from) {
    return this.bytes.subarray(from, this.at);
  }
}

/** An unsigned number in LEB128. */
export function number(value) {
  const bytes = [];
  do {
    const low = value % 0x80;
    value = Math.floor(value / 0x80);
    bytes.push(value > 0 ? low | 0x80 : low);
  } while (value > 0);
  return Buffer.from(bytes);
}

/** A signed number in LEB128, as the constants of instructions are. */
export function signed(value) {
  const bytes = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    if (value === (low & 0x40 ? -1 : 0)) return Buffer.from([...bytes, low]);
    bytes.push(low | 0x80);
  }
}

export function name(text) {
  return sized(Buffer.from(text));
}

/** `bytes` after their length. */
export function sized(bytes) {
  return Buffer.concat([number(bytes.length), bytes]);
}

/** The parts after their number. */
export function vector(parts) {
  return Buffer.concat([number(parts.length), ...parts]);
}
