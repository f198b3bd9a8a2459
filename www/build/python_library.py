"""Packs Python modules into a zip file that the page's interpreter imports from.

This runs in the interpreter itself, under Node.js, so that what is compiled here is compiled as
there. The zip's members are stored, not deflated: compression in transfer gains more on the whole.
"""

import _imp
import ast
import importlib.util
import io
import marshal
import tokenize
import zipfile

OLDEST_DATE = (1980, 1, 1, 0, 0, 0)
UNCHECKED = (1).to_bytes(4, "little")
"""The flags of a .pyc that is known by its source's hash, which nobody compares."""


class Library:
    """What a zip file of modules is made from."""

    def __init__(self, mounted_at, left_out=(), codecs=None, compiled=None, with_source=()):
        """``mounted_at`` is where the interpreter will have the zip: tracebacks name it.

        Modules are named by their dotted names, packages stand for what is in them. All but those
        of ``left_out`` come along, of ``encodings`` those of ``codecs`` alone. Those of
        ``compiled`` (``None``: all) come compiled, and without their source unless they are in
        ``with_source`` too; the others come as source.
        """
        self.mounted_at = mounted_at
        self.left_out = left_out
        self.codecs = codecs
        self.compiled = compiled
        self.with_source = with_source

    def write(self, members, file):
        """Write the zip from ``members``, which are pairs of a path and bytes."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for path, data in sorted(members):
                for name, content in self.packed(path, data):
                    archive.writestr(zipfile.ZipInfo(name, OLDEST_DATE), content)

    def packed(self, path, data):
        module = module_of(path)
        if is_in(module, self.left_out) or self.is_spare_codec(module):
            return
        is_compiled = path.endswith(".py") and (self.compiled is None or module in self.compiled)
        if is_compiled:
            yield path + "c", compiled(data, f"{self.mounted_at}/{path}")
        if is_compiled:
            if is_in(module, self.with_source):
                yield path, data
        elif path.endswith(".py"):
            yield path, without_comments(data)
        else:
            yield path, data

    def is_spare_codec(self, module):
        package, _, codec = module.partition(".")
        return package == "encodings" and codec != "" and self.codecs is not None and codec not in self.codecs


def module_of(path):
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def is_in(module, names):
    """Whether a module or a package that it is in is one of ``names``."""
    parts = module.split(".")
    return any(".".join(parts[:count]) in names for count in range(1, len(parts) + 1))


def compiled(source, path):
    """The .pyc of a module, without its docstrings: they are a quarter of it."""
    code = compile(without_docstrings(ast.parse(source, path)), path, "exec", dont_inherit=True)
    digest = _imp.source_hash(_imp.pyc_magic_number_token, source)
    return importlib.util.MAGIC_NUMBER + UNCHECKED + digest + marshal.dumps(code)


def without_docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)) and \
                ast.get_docstring(node, clean=False) is not None:
            docstring = node.body.pop(0)
            if not node.body:
                node.body.append(ast.copy_location(ast.Pass(), docstring))
    return tree


def without_comments(source):
    """The source with its lines as they were, but for the comments in them."""
    lines = source.splitlines(keepends=True)
    for token in tokenize.tokenize(io.BytesIO(source).readline):
        if token.type == tokenize.COMMENT and "coding" not in token.string:
            row, column = token.start
            line = lines[row - 1].decode()
            lines[row - 1] = (line[:column].rstrip() + line[column + len(token.string):]).encode()
    return b"".join(lines)


def members_of_zip(file):
    with zipfile.ZipFile(file) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist() if not info.is_dir()]
