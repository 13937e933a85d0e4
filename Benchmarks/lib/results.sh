#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# Numbers by name, and the table and the JSON made of them. Sourced by scripts/bench.

declare -A results=()

# record KEY VALUE : keys are CONTESTANT.WORK.QUANTITY.
record() { results[$1]=$2; }

# The middle one of the numbers on standard input, one a line.
median() { sort -g | awk '{ n[NR] = $1 } END { print NR % 2 ? n[(NR + 1) / 2] : (n[NR / 2] + n[NR / 2 + 1]) / 2 }'; }

print_table() {
    local peer key label better
    printf '\n%-48s' "work"
    for peer in "$@"; do printf '%14s' "$(display_name "$peer")"; done
    if (($# > 1)); then printf '%14s' "better by"; fi
    printf '\n'
    while IFS='|' read -r key label better; do print_row "$key" "$label" "$better" "$@"; done <<'ROWS'
read.requests_per_second|read one secret, requests/s|more
read.p50_ms|    p50, ms|less
read.p99_ms|    p99, ms|less
read.cpu_ms|    processor time each, ms|less
set.requests_per_second|set one secret, requests/s|more
set.p50_ms|    p50, ms|less
set.p99_ms|    p99, ms|less
set.cpu_ms|    processor time each, ms|less
list.requests_per_second|list 100 names, requests/s|more
list.p50_ms|    p50, ms|less
list.p99_ms|    p99, ms|less
list.cpu_ms|    processor time each, ms|less
start.first_read_ms|start-up: exec to the first secret read, ms|less
memory.rest_rss_mb|memory at rest, resident, MB|less
memory.rest_pss_mb|    its own share (PSS), MB|less
memory.load_rss_mb|memory after the load, resident, MB|less
memory.load_pss_mb|    its own share (PSS), MB|less
run.true_ms|slipway run -- true, ms|less
run.version_ms|slipway --version, ms|less
masking.values_100_mb_per_second|masking with 100 secrets, MB/s|more
masking.values_1000_mb_per_second|masking with 1,000 secrets, MB/s|more
binary.size_mb|binary, MB|less
binary.stripped_mb|    stripped, MB|less
ROWS
}

# The ratio says how many times better the first contestant is than the second; under 1 it is worse.
print_row() {
    local key=$1 label=$2 better=$3 peer value known=false
    shift 3
    for peer in "$@"; do if [[ -n ${results[$peer.$key]:-} ]]; then known=true; fi; done
    $known || return 0
    printf '%-48s' "$label"
    for peer in "$@"; do
        value=${results[$peer.$key]:-}
        printf '%14s' "$([[ -z $value ]] || display_number "$value")"
    done
    if (($# > 1)) && [[ -n ${results[$1.$key]:-} && -n ${results[$2.$key]:-} ]]; then
        awk -v a="${results[$1.$key]}" -v b="${results[$2.$key]}" -v better="$better" \
            'BEGIN { if (better == "less") { t = a; a = b; b = t }; printf "%13.1fx", a / b }'
    fi
    printf '\n'
}

display_name() {
    case $1 in
        slipway) echo Slipway ;;
        openbao) echo OpenBao ;;
        *) echo "$1" ;;
    esac
}

display_number() { awk -v v="$1" 'BEGIN { printf (v >= 100 ? "%.0f" : v >= 10 ? "%.1f" : v >= 1 ? "%.2f" : "%.3f"), v }'; }

# write_json FILE : with what a reader needs to judge the numbers by.
write_json() {
    local key separator=''
    {
        echo '{'
        printf '  "date": "%s",\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
        printf '  "machine": { "cpu": "%s", "cores": %s, "memory_mb": %s, "kernel": "%s", "os": "%s" },\n' \
            "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" \
            "$(awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo)" "$(uname -r)" \
            "$(sed -nE 's/^PRETTY_NAME="?([^"]*)"?$/\1/p' /etc/os-release)"
        print_versions
        printf '  "settings": { "rounds": %s, "seconds": %s, "connections": %s, "secrets": 1000 },\n' \
            "$rounds" "$seconds" "$connections"
        echo '  "results": {'
        while IFS= read -r key; do
            printf '%s    "%s": %s' "$separator" "$key" "${results[$key]}"
            separator=$',\n'
        done < <(printf '%s\n' "${!results[@]}" | sort)
        printf '\n  }\n}\n'
    } >"$1"
}
