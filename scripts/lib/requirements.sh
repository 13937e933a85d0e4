#!/usr/bin/env bash
# What building Slipway needs, installed where it is missing. Sourced by the other scripts, which call
# `install_requirements`; says and does nothing when all is there.

# The oldest Swift that Package.swift can be read with, and the one installed where there is none.
readonly oldest_swift=6.2
readonly installed_swift=6.3.1

# What the package links, and what the demo and the tests run.
readonly build_packages=(binutils ca-certificates git libc6-dev libsqlite3-dev openssl tzdata zlib1g-dev)

# What the toolchain itself needs, by swift.org's list for Debian and Ubuntu; and curl and gnupg, to fetch and check it.
readonly swift_packages=(
    curl gnupg libcurl4-openssl-dev libedit2 libncurses-dev libpython3-dev libsqlite3-0 libxml2-dev libz3-dev
    pkg-config unzip
)

install_requirements() {
    use_swiftly
    local missing=()
    missing_packages "${build_packages[@]}"
    if ! has_cxx_library; then missing+=("$(cxx_library_package)"); fi
    if has_swift; then
        install_packages "${missing[@]}"
        return
    fi
    missing_packages "${swift_packages[@]}"
    install_packages "${missing[@]}"
    # A toolchain that was unpacked by hand may have lacked only these.
    has_swift || install_swift
    has_swift || fail "Swift $installed_swift was installed, but \`swift --version\` does not answer with it"
}

fail() {
    echo "error: $1" >&2
    [[ -z ${2:-} ]] || echo "hint: $2" >&2
    exit 1
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "root is needed, and there is no sudo, to run: $*" "run that command as root, then this script again"
    fi
}

# Appends to the caller's `missing` those of the packages that are not installed.
missing_packages() {
    if ! command -v dpkg-query >/dev/null; then
        # No Debian: trust that the counterparts are there; the compiler says so if not.
        return 0
    fi
    local installed package
    # dpkg-query fails when it does not know a name, which is an answer too.
    installed=$(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
    for package in "$@"; do
        [[ $'\n'$installed$'\n' == *$'\n'"$package installed"$'\n'* ]] || missing+=("$package")
    done
}

install_packages() {
    (($# > 0)) || return 0
    command -v apt-get >/dev/null \
        || fail "these system packages are missing: $*" "install what your system calls them, then run this script again"
    echo "installing system packages: $*"
    local log
    log=$(mktemp)
    # The package index of a fresh machine is empty or old.
    if ! as_root apt-get -q update >"$log" 2>&1 \
        || ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "$@" >>"$log" 2>&1
    then
        cat "$log" >&2
        rm -f "$log"
        fail "apt-get could not install: $*"
    fi
    rm -f "$log"
}

# The C++ library's files say more than a package's name, which carries the compiler's version.
has_cxx_library() { compgen -G '/usr/lib/gcc/*/*/libstdc++.so' >/dev/null || ! command -v dpkg-query >/dev/null; }

# Depends on the matching libgcc and libc packages.
cxx_library_package() {
    local ID='' VERSION_ID=''
    # shellcheck source=/dev/null
    [[ ! -r /etc/os-release ]] || . /etc/os-release
    case "$ID:$VERSION_ID" in
        debian:12) echo libstdc++-12-dev ;;
        debian:13) echo libstdc++-14-dev ;;
        ubuntu:22.04) echo libstdc++-11-dev ;;
        ubuntu:24.04) echo libstdc++-13-dev ;;
        *) echo g++ ;; # brings the one that fits, and a compiler we do not need
    esac
}

# There is another program of this name (OpenStack's), hence the look at what it says.
has_swift() {
    local version
    version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p') || return 1
    [[ -n $version && $(printf '%s\n' "$oldest_swift" "$version" | sort -V | head -n 1) == "$oldest_swift" ]]
}

# swiftly tells the shell where its toolchain is by a file that only login shells read.
use_swiftly() {
    local environment="${SWIFTLY_HOME_DIR:-$HOME/.local/share/swiftly}/env.sh"
    if [[ -r $environment ]] && ! has_swift; then
        # shellcheck source=/dev/null
        . "$environment"
        hash -r
    fi
}

# Follows swiftly's own guides, "Getting started" and "Automated install", and swift.org's on how to check a download:
# https://www.swift.org/swiftly/documentation/swiftly/automated-install and https://www.swift.org/install/linux/
install_swift() {
    [[ $(uname -s) == Linux ]] \
        || fail "there is no Swift $oldest_swift or newer here" "install it from https://www.swift.org/install"
    echo "installing Swift $installed_swift with swiftly, into your home folder"
    local folder archive
    folder=$(mktemp -d)
    archive="swiftly-$(uname -m).tar.gz"
    if ! (fetch_swiftly "$folder" "$archive" && init_swiftly "$folder") >"$folder/log" 2>&1; then
        cat "$folder/log" >&2
        rm -rf "$folder"
        fail "swiftly could not be installed" "install Swift from https://www.swift.org/install, then run this script again"
    fi
    use_swiftly
    # swiftly checks the toolchain's signature itself. It notes in the file what else this system needs, for root to run.
    (cd "$folder" && swiftly install --use --assume-yes --post-install-file "$folder/post-install.sh" "$installed_swift") \
        || fail "swiftly could not install Swift $installed_swift"
    if [[ -s $folder/post-install.sh ]]; then as_root bash "$folder/post-install.sh"; fi
    rm -rf "$folder"
    hash -r
}

# `set -e` does not hold inside a condition, hence every `&&`.
fetch_swiftly() {
    local folder=$1 archive=$2 site=https://download.swift.org/swiftly/linux
    cd "$folder" \
        && curl -fsSL --proto '=https' -O "$site/$archive" -O "$site/$archive.sig" \
        && curl -fsSL --proto '=https' -o keys.asc https://www.swift.org/keys/all-keys.asc \
        && mkdir -m 700 keys \
        && gpg --homedir keys --batch --quiet --import keys.asc \
        && gpg --homedir keys --batch --verify "$archive.sig" "$archive" \
        && tar -xzf "$archive"
}

# The shell's profile is left alone: these scripts find swiftly by themselves.
init_swiftly() {
    cd "$1" && ./swiftly init --assume-yes --skip-install --no-modify-profile --quiet-shell-followup
}
