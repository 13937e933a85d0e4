#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# The masker alone, on one core, without the process and the pipes around it. Sourced by scripts/bench.

readonly masking_log_megabytes=64

build_masking() {
    local options=(-c release --package-path Benchmarks/Masking --scratch-path .build-masking)
    progress "building the masking benchmark, optimised" swift build "${options[@]}"
    masking=$(swift build "${options[@]}" --show-bin-path)/masking-benchmark
}

measure_masking() {
    local count speed
    for count in 100 1000; do
        note "masking with $count secrets"
        "$masking" make "$count" "$masking_log_megabytes" "$work_folder/values" "$work_folder/log"
        speed=$("$masking" run "$work_folder/values" "$work_folder/log")
        record "slipway.masking.values_${count}_mb_per_second" "$speed"
    done
}
