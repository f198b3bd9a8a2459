// The folder that a program finds around it, and what it wrote there.

const FOLDER = "/home/program";
/** How much of what a program wrote is handed out, in bytes; larger files are only named. */
const MOST = 64 * 1024 * 1024;

export class Folder {
  #fs;
  #given = new Map();

  constructor(pyodide) {
    this.#fs = pyodide.FS;
  }

  /** Empties the folder and puts files there: a list of `{path, bytes}`, paths being below it. */
  fill(files) {
    this.#remove(FOLDER);
    this.#given.clear();
    for (const { path, bytes } of files) {
      const place = inFolder(path);
      this.#fs.mkdirTree(place.slice(0, place.lastIndexOf("/")));
      this.#fs.writeFile(place, bytes);
      this.#given.set(path, this.#fs.stat(place).mtime.getTime());
    }
    this.#fs.chdir(FOLDER);
  }

  /** What was written: a list of `{path, size, bytes}`, without the bytes where they are too many. */
  written() {
    let left = MOST;
    return this.#filesIn(FOLDER).flatMap((place) => {
      const path = place.slice(FOLDER.length + 1);
      const { size, mtime } = this.#fs.stat(place);
      if (this.#given.get(path) === mtime.getTime()) return [];
      if (size > left) return [{ path, size }];
      left -= size;
      return [{ path, size, bytes: this.#fs.readFile(place) }];
    });
  }

  #filesIn(folder) {
    return this.#namesIn(folder).flatMap((place) => {
      const { mode } = this.#fs.lstat(place);
      if (this.#fs.isDir(mode)) return this.#filesIn(place);
      return this.#fs.isFile(mode) ? [place] : [];
    });
  }

  #namesIn(folder) {
    return this.#fs.readdir(folder).filter((name) => name !== "." && name !== "..").map((name) => `${folder}/${name}`);
  }

  /** Removes all that is in a folder. */
  #remove(folder) {
    for (const place of this.#namesIn(folder)) {
      if (this.#fs.isDir(this.#fs.lstat(place).mode)) {
        this.#remove(place);
        this.#fs.rmdir(place);
      } else {
        this.#fs.unlink(place);
      }
    }
  }
}

/** The place of a path below the folder, whatever stands in it. */
export function inFolder(path) {
  const names = path.split("/").filter((name) => name !== "" && name !== "." && name !== "..");
  if (names.length === 0) throw new Error(`a file needs a name, not '${path}'`);
  return `${FOLDER}/${names.join("/")}`;
}
