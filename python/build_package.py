"""Builds the wheel and the zip application of this package, with the standard library alone.

    build_package.py FOLDER      write loopscope-VERSION-py3-none-any.whl and loopscope.pyz

The same sources give the same bytes: files are in order of their names, dated 1 January 1980, with
the same permissions, and stored by one fixed compression. It is also the build backend that
``pyproject.toml`` names (PEP 517), so that ``pip install ./python`` needs no network.
"""

from __future__ import annotations

import base64
import hashlib
import io
import pathlib
import sys
import tarfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent
PACKAGE = ROOT / "loopscope"
OLDEST_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip file can tell."""
ZIP_APPLICATION_START = b"#!/usr/bin/env python3\n"
ZIP_APPLICATION_MAIN = b"""\
import sys

from loopscope._command_line import main

sys.exit(main(sys.argv[1:]))
"""


def package_files() -> dict[str, bytes]:
    """The files of the package by their path below the folder of the project, in order."""
    paths = [path for path in PACKAGE.rglob("*") if path.suffix == ".py" or path.name == "py.typed"]
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(paths)}


def version() -> str:
    """The version that the package tells."""
    namespace: dict[str, object] = {}
    exec((PACKAGE / "_version.py").read_text(encoding="utf-8"), namespace)
    return str(namespace["__version__"])


def name_and_version() -> str:
    return f"loopscope-{version()}"


def metadata() -> bytes:
    """The core metadata, which say what ``pyproject.toml`` says."""
    headers = [
        "Metadata-Version: 2.4",
        "Name: loopscope",
        f"Version: {version()}",
        "Summary: Shows what asyncio does: records real programs, and runs them on a deterministic clock",
        "Requires-Python: >=3.10",
        "License-Expression: MIT OR Apache-2.0",
        "Description-Content-Type: text/markdown",
    ]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return ("\n".join(headers) + "\n\n" + readme).encode()


def wheel_files() -> dict[str, bytes]:
    folder = f"{name_and_version()}.dist-info"
    files = package_files()
    files[f"{folder}/METADATA"] = metadata()
    files[f"{folder}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: loopscope\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{folder}/entry_points.txt"] = (
        b"[console_scripts]\nloopscope = loopscope._command_line:main\n"
        b"[pytest11]\nloopscope = loopscope._pytest_plugin\n")
    record = "".join(f"{name},sha256={digest(data)},{len(data)}\n" for name, data in files.items())
    files[f"{folder}/RECORD"] = f"{record}{folder}/RECORD,,\n".encode()
    return files


def digest(data: bytes) -> str:
    """The checksum of a file as a wheel's RECORD spells it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip file that depends on nothing but its contents."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, OLDEST_DATE)
            entry.create_system = 3  # Unix, wherever it is built
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 9)
    return out.getvalue()


def zip_application() -> bytes:
    """The package as one file that Python runs: ``python loopscope.pyz COMMAND ...``."""
    return ZIP_APPLICATION_START + zipped({**package_files(), "__main__.py": ZIP_APPLICATION_MAIN})


def build_wheel(wheel_directory: str, config_settings: object = None, metadata_directory: object = None) -> str:
    """Write the wheel; its name is returned (PEP 517)."""
    name = f"{name_and_version()}-py3-none-any.whl"
    pathlib.Path(wheel_directory, name).write_bytes(zipped(wheel_files()))
    return name


def build_sdist(sdist_directory: str, config_settings: object = None) -> str:
    """Write the source archive; its name is returned (PEP 517)."""
    name = f"{name_and_version()}.tar.gz"
    files = package_files()
    for extra in ("README.md", "build_package.py", "pyproject.toml"):
        files[extra] = (ROOT / extra).read_bytes()
    files["PKG-INFO"] = metadata()
    with tarfile.open(pathlib.Path(sdist_directory, name), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path, data in files.items():
            entry = tarfile.TarInfo(f"{name_and_version()}/{path}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return name


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    folder = pathlib.Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / build_wheel(str(folder))
    application = folder / "loopscope.pyz"
    application.write_bytes(zip_application())
    for path in (wheel, application):
        print(f"{path}: {path.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
