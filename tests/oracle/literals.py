"""Record how CPython writes literals, and what its seeded `random` draws: run by hand, with the CPython that the goldens name.

    python3.13 tests/oracle/literals.py

It writes `src/runtime/repr/printable.rs` (what `str.isprintable` refuses),
`tests/goldens/python/literals.json` (floats and texts with their `repr`) and
`tests/goldens/python/random.json` (the numbers that follow a seed).
"""

import hashlib
import json
import platform
import random
import struct
import sys
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def unprintable_ranges():
    """The code points that are not printable, as inclusive ranges."""
    ranges = []
    for code in range(sys.maxunicode + 1):
        if chr(code).isprintable():
            continue
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return ranges


def table(ranges):
    rows = [
        "//! What `str.isprintable` of CPython "
        f"{platform.python_version()} (Unicode {unicodedata.unidata_version}) refuses.",
        "//!",
        "//! Written by `tests/oracle/literals.py`; do not edit.",
        "",
        "/// Inclusive ranges of code points, in order.",
        "#[rustfmt::skip]",
        f"pub(super) const UNPRINTABLE: [(u32, u32); {len(ranges)}] = [",
    ]
    row = "   "
    for first, last in ranges:
        item = f" ({first:#x}, {last:#x}),"
        if len(row) + len(item) > 100:
            rows.append(row)
            row = "   "
        row += item
    rows += [row, "];", ""]
    return "\n".join(rows)


def floats():
    yield from [0.0, -0.0, 1.0, 1.5, 0.1, 0.5, 0.05, 3600.0, 1e-4, 1e-5, 1e-7, 1e-10, 1.25e-9]
    yield from [9999999999999998.0, 1e15, 1e16, 1e17, 1.5e16, 123456789012345680.0, 1e22, 1e23]
    yield from [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.1 + 0.2, 1 / 3, 2 / 3]
    yield from [0.001, 0.0001, 0.00012345, 0.000012345, 100.0, 1e2, 1e100, -2.5, -1e-7, 4.35, 3599.999]
    draw = random.Random(3)
    for _ in range(400):
        value = struct.unpack("<d", draw.randbytes(8))[0]
        if value == value and abs(value) != float("inf"):
            yield value
    for _ in range(200):
        yield draw.uniform(0, 3600)
    for _ in range(100):
        yield round(draw.uniform(0, 10), draw.randrange(6))


def texts():
    yield from ["", "hello", "it's", 'say "hi"', "both ' and \"", "back\\slash", "a\tb", "a\nb\r"]
    yield from ["\x00\x1f\x7f\x80\x9f\xa0\xad", "é", "你好，世界", "שלום", "مرحبا", "\u202eabc"]
    yield from ["👩‍👩‍👧‍👦", "🏳️‍🌈", "\ue000", "\u0378", "\ufffd", "\uffff", "\U0010ffff", "\U000e0001"]
    yield from ["\u2028\u2029", "\u3000", "\u2003", "<script>alert('x')</script>", "{curly} %s", "x" * 200]
    draw = random.Random(4)
    for _ in range(300):
        yield "".join(
            chr(draw.choice([draw.randrange(0x80), draw.randrange(0xD800), draw.randrange(0xE000, 0x110000)]))
            for _ in range(draw.randrange(1, 8))
        )


def bits(value):
    """A float by its bits, so that no reader of numbers stands between the two."""
    return struct.pack(">d", value).hex()


def draws(seed):
    """What a program draws after `random.seed(seed)`, in this order."""
    random.seed(seed)
    numbers = list(range(20))
    return {
        "seed": seed,
        "random": [bits(random.random()) for _ in range(5)],
        "uniform": [bits(random.uniform(0.05, 1.0)) for _ in range(5)],
        "dice": [random.randint(1, 6) for _ in range(20)],
        "wide": [random.randint(-(2**62), 2**62) for _ in range(5)],
        "one": random.randint(7, 7),
        "shuffled": random.shuffle(numbers) or numbers,
        "afterwards": bits(random.random()),
    }


def main():
    seeds = [0, 1, 7, 42, 1000, 2**31, 2**32 - 1, 2**32, 2**40 + 3, 2**63 - 1, -7]
    golden = {"python": platform.python_version(), "draws": [draws(seed) for seed in seeds]}
    path = ROOT / "tests/goldens/python/random.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(golden) + "\n", encoding="utf-8")

    ranges = unprintable_ranges()
    (ROOT / "src/runtime/repr/printable.rs").write_text(table(ranges), encoding="utf-8")
    printable = "".join("01"[chr(code).isprintable()] for code in range(sys.maxunicode + 1))
    golden = {
        "python": platform.python_version(),
        "unicode": unicodedata.unidata_version,
        "printable_sha256": hashlib.sha256(printable.encode()).hexdigest(),
        "floats": [[bits(value), repr(value)] for value in floats()],
        "texts": [[text, repr(text)] for text in texts()],
    }
    path = ROOT / "tests/goldens/python/literals.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(golden, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
