#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench or lib/run.sh
# The masker alone, on one core, without the process and the pipes around it; Hyperscan and ripgrep beside it, on the
# same log with the same values. Sourced by scripts/bench.

readonly masking_log_megabytes=200
# The masker is one of `masking_run_…`; so is each peer that is there.
maskers=(slipway)

masking_build() {
    local options=(-c release --package-path Benchmarks/Masking --scratch-path .build-masking)
    masking=${MASKING:-}
    if [[ -z $masking ]]; then
        progress "building the masking benchmark, optimised" swift build "${options[@]}"
        masking=$(swift build "${options[@]}" --show-bin-path)/masking-benchmark
    fi
    [[ -x $masking ]] || fail "there is no program at $masking" "leave MASKING out to build one"
}

# After `begin_run`: the peer is compiled into the work folder.
masking_find_peers() {
    local compiler
    # Swift brings the second one.
    compiler=$(command -v cc || command -v clang) || compiler=''
    if [[ -n $compiler && -r /usr/include/hs/hs.h && -r $benchmarks/Masking/hyperscan.c ]]; then
        "$compiler" -O2 -o "$work_folder/hyperscan" "$benchmarks/Masking/hyperscan.c" -lhs \
            || fail "Benchmarks/Masking/hyperscan.c could not be compiled"
        maskers+=(hyperscan)
    fi
    if command -v rg >/dev/null; then maskers+=(ripgrep); fi
}

measure_masking() {
    local count round masker megabytes speed work
    for count in 100 1000; do
        work=masking.values_${count}_mb_per_second
        note "masking $masking_log_megabytes MB with $count secrets: ${maskers[*]}"
        "$masking" make "$count" "$masking_log_megabytes" "$work_folder/values" "$work_folder/log"
        megabytes=$(size_in_megabytes "$work_folder/log")
        for ((round = 1; round <= rounds; round++)); do
            for masker in "${maskers[@]}"; do
                speed=$("masking_run_$masker" "$megabytes")
                [[ $speed =~ ^[0-9]+$ ]] || fail "$masker could not mask the log: $speed"
                echo "$speed" >>"$work_folder/$masker.$work"
            done
        done
        for masker in "${maskers[@]}"; do record "$masker.$work" "$(median <"$work_folder/$masker.$work")"; done
    done
}

# Each prints megabytes per second of processor time. One core, so that no helper thread does a part on another.
masking_run_slipway() { taskset -c 0 "$masking" run "$work_folder/values" "$work_folder/log" 1 2>/dev/null; }

masking_run_hyperscan() {
    taskset -c 0 "$work_folder/hyperscan" "$work_folder/values" "$work_folder/log" 1 | cut -d ' ' -f 1
}

# Reads the file itself and begins by making its search, which the others do outside of what they measure: both are
# little beside a log of this size. Its own messages are none of the result, and 1 is "nothing found".
masking_run_ripgrep() {
    local TIMEFORMAT='%U %S'
    {
        time taskset -c 0 rg --no-config --threads 1 --passthru --text --fixed-strings --file "$work_folder/values" \
            --replace '••••••••' "$work_folder/log" >/dev/null 2>&1
    } 2>&1 | awk -v megabytes="$1" '{ printf "%.0f\n", megabytes / ($1 + $2) }'
}
