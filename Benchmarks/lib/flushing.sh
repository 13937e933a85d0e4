#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench or lib/run.sh
# What a durable read costs at least on this machine: the same requests to a server that only flushes. No contestant, as
# it does nothing that anybody needs; it says how much of the way is Slipway's to go. Sourced by scripts/bench.

# After `begin_run`: compiled into the work folder, where there is a compiler.
flushing_prepare() {
    local compiler
    # Swift brings the second one.
    compiler=$(command -v cc || command -v clang) || return 0
    "$compiler" -O2 -pthread -o "$work_folder/flush-server" "$benchmarks/Flushing/flush-server.c" \
        || fail "Benchmarks/Flushing/flush-server.c could not be compiled"
    ports[flushing]=$(free_port)
    tokens[flushing]=${tokens[slipway]}
    start_server flushing "$work_folder/flushing.log" \
        "$work_folder/flush-server" "${ports[flushing]}" "$work_folder/flushed"
    wait_for_status flushing 200 "${ports[flushing]}" GET / ''
}

flushing_loads() {
    [[ -n ${servers[flushing]:-} ]] || return 0
    load flushing read POST "$slipway_place/injections" '{"names":["{name}"]}'
}

flushing_record() {
    [[ -n ${servers[flushing]:-} ]] || return 0
    record_loads flushing read
    stop_server flushing
}
