#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# The HTTP load, the same for every contestant. Sourced by scripts/bench.

# load CONTESTANT WORK METHOD PATH [BODY] : sends it for a while, and notes how that went.
load() {
    local contestant=$1 work=$2 began line count requests p50 p99 cpu errors
    shift 2
    began=$(cpu_milliseconds "$contestant")
    # One thread: the servers need the machine's other cores more.
    line=$(
        BENCH_TOKEN=${tokens[$contestant]} wrk --threads 1 --connections "$connections" --duration "${seconds}s" \
            --timeout 10s --script "$benchmarks/wrk/load.lua" "http://127.0.0.1:${ports[$contestant]}" -- "$@" \
            | sed -n 's/^result //p'
    )
    read -r count requests p50 p99 errors <<<"$line"
    ((errors == 0)) || fail "$contestant answered $errors requests of \"$work\" with an error"
    cpu=$(awk -v a="$began" -v b="$(cpu_milliseconds "$contestant")" -v n="$count" 'BEGIN { printf "%.4f", (b - a) / n }')
    note "$contestant $work: $requests requests/s, p50 $p50 ms, p99 $p99 ms, processor $cpu ms each"
    echo "$requests" >>"$work_folder/$contestant.$work.requests_per_second"
    echo "$p50" >>"$work_folder/$contestant.$work.p50_ms"
    echo "$p99" >>"$work_folder/$contestant.$work.p99_ms"
    echo "$cpu" >>"$work_folder/$contestant.$work.cpu_ms"
}

# What the server has spent, in itself and in the kernel. Unlike the speed, it says the same on a busy machine.
cpu_milliseconds() {
    # The second field is the program's name, in parentheses, and may hold spaces.
    sed 's/.*) //' "/proc/${servers[$1]}/stat" | awk -v hertz="$(getconf CLK_TCK)" '{ print int(($12 + $13) * 1000 / hertz) }'
}

# record_loads CONTESTANT : the median of each quantity over the rounds.
record_loads() {
    local work quantity
    for work in read set list; do
        for quantity in requests_per_second p50_ms p99_ms cpu_ms; do
            record "$1.$work.$quantity" "$(median <"$work_folder/$1.$work.$quantity")"
        done
    done
}
