#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# How fast a long audit trail is verified. Sourced by scripts/bench.

# Runs on the server of the loads, whose trail has its entries already.
measure_verification() {
    local round began answer count cpu
    note "slipway: making an audit trail of $trail_entries entries"
    slipway_fill_trail slipway "$trail_entries"
    for ((round = 1; round <= rounds; round++)); do
        began=$(cpu_milliseconds slipway)
        answer=$(slipway_verify) || fail "the audit trail could not be verified"
        cpu=$(($(cpu_milliseconds slipway) - began))
        count=$(sed -nE 's/.*"count" ?: ?([0-9]+).*/\1/p' <<<"$answer")
        [[ $answer =~ \"intact\"\ ?:\ ?true ]] || fail "the audit trail is broken: $answer"
        note "slipway verify: $count entries in $cpu ms of processor time"
        awk -v n="$count" -v ms="$cpu" 'BEGIN { printf "%.0f\n", n * 1000 / (ms > 0 ? ms : 1) }' >>"$work_folder/verify"
    done
    record slipway.audit.verified_per_cpu_second "$(median <"$work_folder/verify")"
    record slipway.audit.entries "$count"
}
