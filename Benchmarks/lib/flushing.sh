#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench or lib/run.sh
# What the machine leaves for a durable read: the same requests to a server that only flushes. No contestant, as it does
# nothing that anybody needs. Sourced by scripts/bench.

# After `begin_run`: compiled into the work folder. FLUSHING_WORK: microseconds of work for each request.
flushing_build() {
    local compiler
    # Where there is no cc there is Swift's clang.
    compiler=$(command -v cc || command -v clang) || fail "there is no C compiler" "install gcc, or Swift whole"
    "$compiler" -O2 -pthread -o "$work_folder/flush-server" "$benchmarks/Flushing/flush-server.c" \
        || fail "Benchmarks/Flushing/flush-server.c could not be compiled"
}

flushing_load() {
    if [[ -z ${servers[flushing]:-} ]]; then
        ports[flushing]=$(free_port)
        # It looks at none; so its requests are as long as Slipway's.
        tokens[flushing]=${tokens[slipway]}
        start_server flushing "$work_folder/flushing.log" "$work_folder/flush-server" "${ports[flushing]}" \
            "$work_folder/flushed" "${FLUSHING_WORK:-0}"
        wait_for_status flushing 200 "${ports[flushing]}" GET / ''
    fi
    slipway_load flushing read
}

flushing_record() {
    record_loads flushing read
    stop_server flushing
    note "flushing: $(tail -n 1 "$work_folder/flushing.log")"
}
