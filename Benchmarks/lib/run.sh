#!/usr/bin/env bash
# shellcheck disable=SC2034,SC2154 # set here for the others, and the other way round
# How a run begins and ends, and the program it measures. Sourced by scripts/bench and scripts/count.

# Servers are reached by these; a server's name is also that of its folder and its log in the work folder.
declare -A ports=() tokens=()

# As long as a usual token.
readonly secret_value=sk_live_4eC39HqLyjWDarjtT1zdp7dcK2mN8vXw

# Everything made goes into one folder, and that is gone at the end.
begin_run() {
    work_folder=$(mktemp -d)
    trap finish_run EXIT
    # No setting of the caller's takes part.
    unset "${!SLIPWAY_@}" "${!BAO_@}" "${!VAULT_@}" "${!SOPS_@}"
    export XDG_CONFIG_HOME=$work_folder/config
}

finish_run() {
    local status=$? log
    stop_all_servers
    if ((status != 0)); then
        for log in "$work_folder"/*.log; do
            if [[ -s $log ]]; then printf '\nthe end of %s:\n%s\n' "${log##*/}" "$(tail -n 20 "$log")" >&2; fi
        done
    fi
    rm -rf "$work_folder"
    exit "$status"
}

# The program at SLIPWAY, or one built as it is shipped.
build_slipway() {
    slipway=${SLIPWAY:-}
    if [[ -z $slipway ]]; then slipway=$(scripts/build | tail -n 1); fi
    [[ -x $slipway ]] || fail "there is no program at $slipway" "leave SLIPWAY out to build one"
}

swift_version() { swift --version 2>/dev/null | sed -nE 's/.*Swift version ([^ ]+).*/\1/p'; }

note() { echo "$*" >&2; }
