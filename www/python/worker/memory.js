// How much memory the interpreter may have.

/** The least that every machine that we know of gives without trouble, in bytes. */
const LIMIT = 512 * 1024 * 1024;
const PAGE = 65_536;

/** A program that wants more memory than the limit gets Python's MemoryError, and may go on. */
export function limitMemory() {
  const { grow } = WebAssembly.Memory.prototype;
  WebAssembly.Memory.prototype.grow = function (pages) {
    if (this.buffer.byteLength + pages * PAGE > LIMIT) throw new RangeError("the memory of a program is limited");
    return grow.call(this, pages);
  };
}
