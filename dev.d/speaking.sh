# shellcheck shell=bash
# What ./dev says, and how long each step took.

say() {
  printf '\n==> %s\n' "$*"
}

fail() {
  printf 'dev: %s\n' "$*" >&2
  trap - EXIT
  exit 1
}

# install WHAT COMMAND..
install() {
  local what=$1
  shift
  say "installing $what"
  # An installer's own stack trace would only bury what it says.
  RUST_BACKTRACE=0 "$@" || fail "installing $what failed, for the reason above; is there a network?"
}

doing=    # what goes on, for the message when it fails
passed=0  # steps
times=    # a line for each of them

# step WHAT COMMAND..: says what it does, and remembers how long it took.
step() {
  local start=$SECONDS
  doing=$1
  shift
  say "$doing"
  "$@"
  times+=$(time_line $((SECONDS - start)) "$doing")$'\n'
  passed=$((passed + 1))
  doing=
}

# The last lines of a command, in the words of cargo's own.
summary() {
  print_times
  echo "test result: ok. $passed steps passed; 0 failed; finished in ${SECONDS}s"
}

print_times() {
  say "time of each step"
  printf '%s' "$times"
  time_line "$SECONDS" total
}

time_line() {
  printf '%4d:%02d  %s\n' $(($1 / 60)) $(($1 % 60)) "$2"
}

# Any command that fails ends the script; this says which it was.
at_exit() {
  local status=$?
  ((status)) && [[ $doing ]] || return 0
  print_times >&2
  echo "test result: FAILED. $passed steps passed; 1 failed: $doing; finished in ${SECONDS}s" >&2
}
trap at_exit EXIT
