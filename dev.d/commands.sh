# shellcheck shell=bash
# The commands of ./dev: one function each, and one line of help above it.

#: serve [OPTION..]  serve the page at http://127.0.0.1:8080, rebuilt at every change
dev_serve() {
  need_to_build
  need_free_port "$@"
  say "building the page, then serving it; Ctrl-C stops"
  TRUNK_OFFLINE=true exec trunk serve "$@"
}

#: build             make dist/, the release build that any static host serves from any folder
dev_build() {
  need_to_build
  step "building the release into dist/" build_release dist
  summary
}

#: first-visit       find out what a first visit calls, and write the list of what comes later: www/build/program/later.txt
dev_first_visit() {
  need_to_build
  need_browser
  LOOPSCOPE_WHOLE=1 step "building the release, whole, into target/whole/" build_release target/whole
  step "making first visits" node tests/first_visit.mjs target/whole
  summary
}

#: check             the checks of every few minutes: formatting, lints, native tests; no browser, no CPython
dev_check() {
  need_rust
  step "checking the formatting" check_formatting
  step "linting, native" cargo clippy --locked --all-targets -- -D warnings
  step "linting, wasm" cargo clippy --locked --target "$WASM" --lib --bins -- -D warnings
  step "native tests" cargo test --locked --no-fail-fast
  summary
}

#: test [--all]      run every check there is; --all takes no samples where that takes long; --firefox runs the end-to-end tests alone, in Firefox
dev_test() {
  case ${1-} in
    "") ;;
    --all) export LOOPSCOPE_ALL=1 ;;
    --firefox)
      end_to_end_in_firefox
      return
      ;;
    *) fail "./dev test takes --all, --firefox or nothing, not '$1'" ;;
  esac
  need_to_build
  need_browser
  need_judges
  step "checking the formatting" check_formatting
  step "linting, native" cargo clippy --locked --all-targets --test e2e --test shots -- -D warnings
  step "linting, wasm" cargo clippy --locked --target "$WASM" --lib --bins --test 'browser_*' -- -D warnings
  step "checking the benchmarks" check_benchmarks
  step "documenting" env RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --lib
  step "native tests" cargo test --locked --no-fail-fast
  step "CPython prints what was recorded" check_against_cpython
  test_python_package_if_there_is_one
  step "three seeded mistakes are noticed" tests/mutants/run ties_not_fifo lock_keeps_the_wake group_does_not_cancel_again
  step "wasm tests in the browser" test_in_browser
  step "tests of the page's libraries, in the browser" node --test --test-concurrency=1 tests/page/*.test.mjs
  step "building the release into target/site/" build_release target/site
  step "end-to-end tests in the browser" test_end_to_end
  step "measuring the transfer" node tests/transfer_size.mjs target/site
  summary
}

#: measure           print what web workers gain on this machine, and what a job costs
dev_measure() {
  need_to_build
  need_browser
  step "measuring pools of web workers" measure_workers
  summary
}

#: bench [PART]      measure the runtime and the page beside their peers, into bench/results.md; the parts: native, browser, sleepers, lateness, trace, frames, visit, transfer
dev_bench() {
  need_to_build
  need_browser
  step "building the release into target/site/" build_release target/site
  step "measuring beside the peers" node bench/run.mjs "$@"
  summary
}

#: e2e [OPTION..]    run the end-to-end tests alone; options are cargo test's
dev_e2e() {
  need_to_build
  need_browser
  need_judges
  step "building the release into target/site/" build_release target/site
  step "end-to-end tests in the browser" test_end_to_end "$@"
  summary
}

#: hostile [N]       open 10,000 addresses as strangers make them, or N, in the browser
dev_hostile() {
  need_to_build
  need_browser
  step "building the release into target/site/" build_release target/site
  step "opening hostile addresses" env LOOPSCOPE_HOSTILE="${1:-10000}" \
    LOOPSCOPE_SITE="$PWD/target/site" cargo test --locked --test e2e hostile:: -- --nocapture
  summary
}

#: soak [N]          run every scenario 200 times in turn, or N, and hold the page to what it held after two
dev_soak() {
  need_to_build
  need_browser
  step "building the release into target/site/" build_release target/site
  step "running every scenario over and over" env LOOPSCOPE_SOAK="${1:-200}" \
    LOOPSCOPE_SITE="$PWD/target/site" cargo test --locked --test e2e soak:: -- --nocapture
  summary
}

#: kills [N]         end 1,000 web workers and interpreters at random moments, or N: no job may be lost or run twice without a word
dev_kills() {
  need_to_build
  need_browser
  step "killing workers at random moments" in_chromium LOOPSCOPE_KILLS="${1:-1000}" WASM_BINDGEN_TEST_TIMEOUT=3600 \
    cargo test --locked --target "$WASM" --test browser_faults of_workers_killed_at_random
  step "killing interpreters at random moments" env LOOPSCOPE_KILLS="${1:-1000}" node --test tests/page/faults.test.mjs
  summary
}

#: fuzz N [SEED]     compare the runtime with CPython 3.13 on N fresh random programs
dev_fuzz() {
  local programs=target/fresh-programs.jsonl python
  [[ ${1-} =~ ^[1-9][0-9]*$ ]] || fail "./dev fuzz N: N is how many programs; got '${1-}'"
  python=$(find_python) || fail "./dev fuzz needs CPython 3.13, as python3.13 or from pyenv"
  mkdir -p target
  step "recording $1 programs" "$python" tests/oracle/generate.py "$1" --out "$programs" ${2:+--seed "$2"}
  step "comparing" env LOOPSCOPE_FRESH_PROGRAMS="$PWD/$programs" \
    cargo test --locked --test differential -- --ignored --exact fresh_programs_print_what_cpython_prints
  summary
}

#: mutants [NAME..]  seed porting mistakes into a copy of the runtime, one at a time; tests must notice each
dev_mutants() {
  need_to_build
  step "seeding mistakes" tests/mutants/run "$@"
  summary
}

#: python            build the Python package's wheel and zip application, into target/python/
dev_python() {
  local python
  python=$(one_python)
  [[ $python ]] || fail "./dev python needs CPython 3.10 or later, on the path or from pyenv"
  step "building the Python package into target/python/" "$python" python/build_package.py target/python
  summary
}

#: python-test       run the tests of the Python package on one CPython; --all takes every one that is found
dev_python_test() {
  local found
  case ${1-} in
    "") found=$(one_python) ;;
    --all) found=$(pythons) ;;
    *) fail "./dev python-test takes --all or nothing, not '$1'" ;;
  esac
  [[ $found ]] || fail "./dev python-test needs CPython 3.10 or later, on the path or from pyenv"
  test_python_package_on "$found"
  summary
}

#: python-real       record aiohttp, httpx, websockets and Starlette under load for 10 s each (installs them from PyPI)
dev_python_real() {
  local python environment=target/python-real/environment
  python=$(one_python)
  [[ $python ]] || fail "./dev python-real needs CPython 3.10 or later, on the path or from pyenv"
  step "installing what is recorded" install_real_programs "$python" "$environment"
  step "recording real programs into target/python-real/" \
    "$environment/bin/python" python/real/check.py target/python-real
  step "testing the pytest plugin, and uvloop" test_pytest_plugin "$PWD/$environment/bin/python"
  summary
}

#: shots [design]    take pictures of the release build: those of the design into target/shots/, then all states in three sizes and two themes into shots/
dev_shots() {
  need_to_build
  need_browser
  step "building the release into target/site/" build_release target/site
  step "taking pictures into target/shots/ and shots/" take_pictures "$@"
  summary
}

#: conformance N     compare N fresh points a scenario with what CPython 3.13 prints
dev_conformance() {
  local python
  [[ ${1:-} =~ ^[0-9]+$ ]] || fail "how many points a scenario? ./dev conformance 20"
  python=$(find_python) || fail "there is no CPython 3.13 on this machine to compare with"
  step "comparing fresh points with CPython" "$python" tests/oracle/goldens.py conformance "$@"
  summary
}

#: audit             look after licences, sources and double versions of what visitors get, without a network
dev_audit() {
  need_crate cargo-deny "$CARGO_DENY" cargo-deny
  need_sources
  step "checking licences, sources and double versions" cargo deny --offline --locked check licenses bans sources
  summary
}

#: help              say this
dev_help() {
  echo "./dev COMMAND"
  sed -n 's/^#: /  /p' dev.d/commands.sh
}
