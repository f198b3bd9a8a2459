# shellcheck shell=bash
# The tools that ./dev needs: each is installed where it is missing, in the version that ./dev names.

# The compiler and the crates.
need_rust() {
  command -v cargo >/dev/null || fail "cargo is missing: install Rust from https://rustup.rs"
  need_wasm_target
  need_sources
}

# The tools that turn the sources into a page.
need_to_build() {
  command -v cargo >/dev/null || fail "cargo is missing: install Rust from https://rustup.rs"
  command -v npm >/dev/null || fail "npm is missing: install Node.js 20 or later, from https://nodejs.org or by your system"
  need_wasm_target
  need_crate trunk "$TRUNK" trunk --no-default-features --features rustls
  need_crate wasm-bindgen-cli "$WASM_BINDGEN" wasm-bindgen
  need_wasm_opt
  need_sources
  need_libraries
}

need_wasm_target() {
  [[ -d $(rustc --print sysroot)/lib/rustlib/$WASM ]] && return
  command -v rustup >/dev/null || fail "the Rust target $WASM is missing, and rustup, which installs it: see https://rustup.rs"
  install "the Rust target $WASM" rustup target add "$WASM"
}

# need_crate CRATE VERSION PROGRAM OPTION..
need_crate() {
  local crate=$1 version=$2 program=$3 root=${CARGO_HOME:-$HOME/.cargo}
  shift 3
  # Some tell of their revision too, and of their licence.
  [[ $(version_of "$program") =~ ^"$program $version"([[:space:]]|$) ]] && return
  # Another version may be wanted elsewhere: leave it where it is.
  if command -v "$program" >/dev/null; then root=$TOOLS; fi
  # Fast to build, for it runs only seconds: 4 minutes instead of 20.
  install "$crate $version, which takes some minutes" env \
    CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install --locked --root "$root" --version "$version" "$crate" "$@"
}

need_wasm_opt() {
  local prefix
  [[ $(version_of wasm-opt) == *"(version_$BINARYEN)" ]] && return
  prefix=$(npm prefix --global 2>/dev/null)
  if command -v wasm-opt >/dev/null || [[ ! -w $prefix/lib/node_modules || ! -w $prefix/bin ]]; then
    prefix=$TOOLS
  fi
  install "wasm-opt $BINARYEN" npm install --global --prefix "$prefix" \
    --ignore-scripts --no-audit --no-fund "binaryen@$BINARYEN.0.0"
}

# Trunk is kept from the network, and cargo with it.
need_sources() {
  local host
  host=$(rustc --version --verbose | sed -n 's/^host: //p')
  fetch_sources --offline 2>/dev/null && return
  install "the crates of Cargo.lock" fetch_sources
}

fetch_sources() {
  cargo fetch --locked --target "$WASM" --target "$host" "$@"
}

# The interpreter and the editor that the page brings along: the build makes them of these.
need_libraries() {
  node www/build/npm.mjs || fail "the packages of www/package-lock.json did not arrive, for the reason above"
}

# What the end-to-end tests hold the page against.
need_judges() {
  local folder=$TOOLS/npm/node_modules
  grep -qs "\"version\": \"$AXE\"" "$folder/axe-core/package.json" &&
    grep -qs "\"version\": \"$SPEEDSCOPE\"" "$folder/speedscope/package.json" && return
  mkdir -p "$TOOLS/npm"
  install "axe-core $AXE and speedscope $SPEEDSCOPE" npm install --prefix "$TOOLS/npm" --no-save \
    --ignore-scripts --no-audit --no-fund "axe-core@$AXE" "speedscope@$SPEEDSCOPE"
}

need_browser() {
  command -v chromedriver >/dev/null && return
  if ! grep -qs '^ID=debian$' /etc/os-release; then
    fail "chromedriver is missing: install Chromium or Chrome, and the chromedriver of its version, on the path"
  fi
  install "Chromium, its driver and fonts" install_packages chromium chromium-driver fonts-liberation fonts-noto-cjk
}

need_firefox() {
  need_crate geckodriver "$GECKODRIVER" geckodriver
  command -v firefox-esr firefox >/dev/null && return
  if ! grep -qs '^ID=debian$' /etc/os-release; then
    fail "firefox is missing: install Firefox, on the path"
  fi
  install "Firefox and fonts" install_packages firefox-esr fonts-liberation fonts-noto-cjk
}

install_packages() {
  as_root apt-get update --quiet --quiet
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --quiet --no-install-recommends "$@"
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

need_free_port() {
  local port=$PORT
  while (($#)); do
    case $1 in
      -p | --port) port=${2-} ;;
      --port=*) port=${1#*=} ;;
    esac
    shift
  done
  # Nobody listens when the connection is refused.
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    fail "port $port is in use: stop what listens there, or choose another with ./dev serve --port NUMBER"
  fi
}

version_of() {
  "$1" --version 2>/dev/null || true
}
