# shellcheck shell=bash
# What the commands of ./dev are made of.

# Its functions have names that tell all of them apart, by which the program is split
# (www/build/program/later.txt); a visitor gets none of them.
build_release() {
  mkdir -p "$1"
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="-C symbol-mangling-version=v0" \
    TRUNK_OFFLINE=true trunk build --release --dist "$1"
}

# The scenarios are modules of a macro, which cargo fmt does not follow.
check_formatting() {
  cargo fmt --check
  rustfmt --check --edition 2024 src/scenarios/*.rs
}

# They are a package of their own, whose figures nobody waits for here: that they build is enough.
check_benchmarks() {
  # Into one folder with the rest: what both need is compiled once.
  local bench=(--locked --manifest-path bench/Cargo.toml --target-dir target)
  cargo clippy "${bench[@]}" --benches -- -D warnings
  cargo clippy "${bench[@]}" --bin page --target "$WASM" -- -D warnings
}

measure_workers() {
  # Built as the page is: linked as one piece, a job comes back sooner.
  in_chromium WASM_BINDGEN_TEST_TIMEOUT=600 cargo test --release --locked --target "$WASM" \
    --test measure_workers -- --nocapture | sed -n '/FAIL/p; s/^ *= //p'
}

test_in_browser() {
  # The tests end by themselves; this only bounds a browser that hangs.
  in_chromium WASM_BINDGEN_TEST_TIMEOUT=300 cargo test --locked --no-fail-fast --target "$WASM" --test 'browser_*'
}

# in_chromium [NAME=VALUE..] COMMAND..: the wasm tests' runner takes Firefox where it finds both.
in_chromium() {
  env CHROMEDRIVER="${CHROMEDRIVER:-$(command -v chromedriver)}" "$@"
}

test_end_to_end() {
  LOOPSCOPE_SITE=$PWD/target/site cargo test --locked --test e2e "$@"
}

# What the tests cannot do in Firefox they say, each in a line of this file.
SKIPPED=$PWD/target/skipped-in-firefox

end_to_end_in_firefox() {
  need_to_build
  need_firefox
  need_judges
  step "building the release into target/site/" build_release target/site
  rm -f "$SKIPPED"
  export LOOPSCOPE_BROWSER=firefox LOOPSCOPE_SKIPPED=$SKIPPED LOOPSCOPE_PATIENCE=60
  step "end-to-end tests in Firefox" test_end_to_end --no-fail-fast
  touch "$SKIPPED"
  say "$(wc -l <"$SKIPPED") tests were skipped, for what Firefox lacks"
  sort "$SKIPPED"
  summary
}

take_pictures() {
  LOOPSCOPE_SITE=$PWD/target/site cargo test --locked --test shots -- "$@"
}

# The recorded consoles are what the native tests compare with; that they are
# still what CPython prints is sampled where there is a CPython to ask.
check_against_cpython() {
  local python
  if python=$(find_python); then
    "$python" tests/oracle/goldens.py check --sample 12
    "$python" tests/oracle/traces.py check --sample 12
    "$python" tests/oracle/interventions.py check
    "$python" tests/oracle/corpus.py check --sample 300
    "$python" tests/oracle/templates.py check --sample 8
  else
    echo "skipped: there is no CPython 3.13 on this machine"
  fi
}

# test_python_package_on PYTHONS
test_python_package_on() {
  local python
  for python in $1; do
    step "testing the Python package on $("$python" --version)" test_python_package "$python"
  done
}

# Each file of tests in a process of its own: some put the deterministic loop into theirs.
test_python_package() {
  local file
  for file in python/tests/test_*.py; do
    (cd python && "$1" -m unittest "tests.$(basename "$file" .py)")
  done
}

install_real_programs() {
  "$1" -m venv "$2"
  "$2/bin/pip" install --quiet --disable-pip-version-check -r python/real/requirements.txt
}

test_pytest_plugin() {
  (cd python && "$1" -m unittest tests.test_pytest_plugin tests.test_foreign_loops)
}

test_python_package_if_there_is_one() {
  local found
  if [[ ${LOOPSCOPE_ALL-} ]]; then found=$(pythons); else found=$(one_python); fi
  if [[ $found ]]; then
    test_python_package_on "$found"
  else
    say "the tests of the Python package are skipped: there is no CPython from 3.10 on this machine"
  fi
}

# Every CPython from 3.10 that is found, one of each minor version, the one that is compared with first.
pythons() {
  local candidate minor seen=" "
  for candidate in python3.13 "$HOME"/.pyenv/versions/3.13.*/bin/python \
    python3.{14,12,11,10} "$HOME"/.pyenv/versions/3.1[0-9].*/bin/python python3; do
    minor=$("$candidate" -c 'import sys; sys.version_info < (3, 10) or print(sys.version_info[1])' 2>/dev/null) || continue
    [[ $minor && $seen != *" $minor "* ]] || continue
    seen+="$minor "
    echo "$candidate"
  done
}

one_python() {
  local found
  found=$(pythons)
  echo "${found%%$'\n'*}"
}

find_python() {
  local candidate
  for candidate in python3.13 "$HOME"/.pyenv/versions/3.13.*/bin/python python3; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  return 1
}
