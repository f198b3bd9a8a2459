// What of Python's standard library the page's interpreter has, and in which form.

const words = (text) => text.trim().split(/\s+/);

export const LIBRARY = {
  // Where the interpreter has the two zip files; the first place is Pyodide's own.
  mountedAt: "/lib/python314.zip",
  packageMountedAt: "/lib/loopscope.zip",

  // What has no use without a terminal, a window, a network or a compiler, and what Pyodide has no
  // C half of. Importing them says that there is no such module.
  leftOut: words(`
    antigravity bdb compileall ctypes curses dbm doctest ensurepip ftplib idlelib imaplib lib2to3
    mailbox modulefinder msilib nntplib nturl2path optparse pdb __phello__ pickletools plistlib poplib
    profile pstats pty pyclbr pydoc pydoc_data socketserver smtplib sysconfig tabnanny tarfile
    telnetlib test this tkinter trace tty turtle turtledemo venv wave webbrowser wsgiref xml xmlrpc
    zipapp _aix_support _android_support _apple_support _ios_support _osx_support _pyio _pyrepl
    _pydatetime _sysconfigdata__emscripten_wasm32-emscripten pyodide.console pyodide.http http.server http.cookiejar http.cookies
    multiprocessing.managers multiprocessing.shared_memory multiprocessing.popen_fork
    multiprocessing.popen_forkserver multiprocessing.popen_spawn_win32 unittest.mock`),

  // Of the package `loopscope`, what reads and writes files of recordings.
  packageLeftOut: words(`
    loopscope.__main__ loopscope._command_line loopscope._commands loopscope._picture
    loopscope._pytest_plugin loopscope._reading loopscope._recording loopscope._run_main
    loopscope._summary`),

  // Of the encodings those that programs still meet.
  codecs: words(`
    aliases ascii base64_codec big5 charmap cp1251 cp1252 cp437 cp850 euc_jp euc_kr gb18030 gb2312
    gbk hex_codec hz idna iso8859_1 iso8859_15 iso8859_2 koi8_r latin_1 mac_roman punycode
    raw_unicode_escape rot_13 shift_jis undefined unicode_escape utf_16 utf_16_be utf_16_le utf_32
    utf_32_be utf_32_le utf_8 utf_8_sig zlib_codec`),

  // These and what they import come compiled, since every start imports them; the rest comes as
  // source, which is half as long to transfer.
  importedAtStart: words(`
    asyncio contextlib contextvars dataclasses functools gc inspect io json logging random
    collections concurrent.futures concurrent.futures.thread textwrap time traceback types typing`),

  // Of what comes compiled, what tracebacks of asyncio programs show lines of.
  withSource: words(`asyncio concurrent threading`),
};
