#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# The HTTP load, the same for every server. Sourced by scripts/bench.

# How many apps of 100 secrets a server has, where it is not 10.
declare -A app_counts=()

# load SERVER WORK METHOD PATH [BODY] : sends it for a while, and notes how that went.
load() {
    local server=$1 work=$2 began count requests p50 p99 cpu
    shift 2
    began=$(cpu_milliseconds "$server")
    read -r count requests p50 p99 < <(send_for "$seconds" "$server" "$@") || fail "\"$work\" could not be measured"
    cpu=$(awk -v a="$began" -v b="$(cpu_milliseconds "$server")" -v n="$count" 'BEGIN { printf "%.4f", (b - a) / n }')
    note "$server $work: $requests requests/s, p50 $p50 ms, p99 $p99 ms, processor $cpu ms each"
    echo "$requests" >>"$work_folder/$server.$work.requests_per_second"
    echo "$p50" >>"$work_folder/$server.$work.p50_ms"
    echo "$p99" >>"$work_folder/$server.$work.p99_ms"
    echo "$cpu" >>"$work_folder/$server.$work.cpu_ms"
}

# send_for SECONDS SERVER METHOD PATH [BODY] : prints how many were answered, how many a second, p50 and p99.
send_for() {
    local duration=$1 server=$2 count requests p50 p99 errors
    shift 2
    # One thread: the servers need the machine's other cores more.
    read -r count requests p50 p99 errors < <(
        BENCH_TOKEN=${tokens[$server]} BENCH_APPS=${app_counts[$server]:-10} \
            wrk --threads 1 --connections "$connections" --duration "${duration}s" --timeout 10s \
            --script "$benchmarks/wrk/load.lua" "http://127.0.0.1:${ports[$server]}" -- "$@" | sed -n 's/^result //p'
    ) || fail "wrk could not send to $server: $1 $2"
    ((errors == 0)) || fail "$server answered $errors times with an error, or not in time: $1 $2"
    ((count > 0)) || fail "$server answered nothing: $1 $2"
    echo "$count $requests $p50 $p99"
}

# What the server has spent, in itself and in the kernel. Unlike the speed, it says the same on a busy machine.
cpu_milliseconds() {
    # The second field is the program's name, in parentheses, and may hold spaces.
    sed 's/.*) //' "/proc/${servers[$1]}/stat" | awk -v hertz="$(getconf CLK_TCK)" '{ print int(($12 + $13) * 1000 / hertz) }'
}

# record_loads SERVER WORK… : the median of each quantity over the rounds.
record_loads() {
    local server=$1 work quantity
    shift
    for work in "$@"; do
        for quantity in requests_per_second p50_ms p99_ms cpu_ms; do
            record "$server.$work.$quantity" "$(median <"$work_folder/$server.$work.$quantity")"
        done
    done
}
