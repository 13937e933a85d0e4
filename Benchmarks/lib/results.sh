#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# Numbers by name, and the table and the JSON made of them. Sourced by scripts/bench.

declare -A results=()

# record KEY VALUE : keys are CONTESTANT.WORK.QUANTITY.
record() { results[$1]=$2; }

# The middle one of the numbers on standard input, one a line.
median() { sort -g | awk '{ n[NR] = $1 } END { print NR % 2 ? n[(NR + 1) / 2] : (n[NR / 2] + n[NR / 2 + 1]) / 2 }'; }

# KEY|LABEL|more or less is better|AIM|PEER. An aim is so many times better than the peer or, without a peer, a number
# to reach. Many rows have none.
result_rows() {
    cat <<'ROWS'
read.requests_per_second|read one secret, requests/s|more|10|openbao
read.p50_ms|    p50, ms|less||openbao
read.p99_ms|    p99, ms|less|5|openbao
read.cpu_ms|    processor time each, ms|less||openbao
read.requests_per_second|the same, a server that only flushes|more||flushing
read.p99_ms|    p99, ms|less||flushing
set.requests_per_second|set one secret, requests/s|more|10|openbao
set.p50_ms|    p50, ms|less||openbao
set.p99_ms|    p99, ms|less||openbao
set.cpu_ms|    processor time each, ms|less||openbao
list.requests_per_second|list 100 names, requests/s|more|10|openbao
list.p50_ms|    p50, ms|less||openbao
list.p99_ms|    p99, ms|less||openbao
list.cpu_ms|    processor time each, ms|less||openbao
start.first_read_ms|start-up: exec to the first secret read, ms|less|10|openbao
memory.rest_rss_mb|memory at rest, resident, MB|less|5|openbao
memory.rest_pss_mb|    its own share (PSS), MB|less||openbao
memory.load_rss_mb|memory after the load, resident, MB|less|5|openbao
memory.load_pss_mb|    its own share (PSS), MB|less||openbao
run.true_ms|slipway run -- true, ms|less|2|sops
run.version_ms|slipway --version, ms|less||
secret_list.ms|slipway secret:list, ms|less|3|openbao
secret_list.peak_rss_mb|    memory at most, MB|less|3|openbao
masking.values_100_mb_per_second|masking with 100 secrets, MB/s|more||hyperscan
masking.values_1000_mb_per_second|masking with 1,000 secrets, MB/s|more|1|hyperscan
masking.values_1000_mb_per_second|    against ripgrep|more|2|ripgrep
audit.verified_per_cpu_second|verify the audit trail, entries/s per core|more|1000000|
binary.size_mb|binary, MB|less||openbao
binary.stripped_mb|    stripped, MB|less||
ROWS
}

# compare KEY BETTER AIM PEER : sets `own`, `other`, `ratio` and `reached`, each empty where it is not known. The ratio
# says how many times better Slipway is than the peer; under 1 it is worse.
compare() {
    own=${results[slipway.$1]:-} other='' ratio='' reached=''
    [[ -z $4 ]] || other=${results[$4.$1]:-}
    if [[ -n $own && -n $other ]]; then
        ratio=$(awk -v a="$own" -v b="$other" -v better="$2" 'BEGIN { printf "%.6g", better == "less" ? b / a : a / b }')
    fi
    [[ -n $3 ]] || return 0
    if [[ -n $4 ]]; then
        [[ -z $ratio ]] || reached=$(reaches "$ratio" "$3")
    elif [[ -n $own ]]; then
        reached=$(reaches "$own" "$3")
    fi
}

reaches() { awk -v a="$1" -v b="$2" 'BEGIN { print (a >= b ? "yes" : "no") }'; }

print_table() {
    local key label better aim peer own other ratio reached line yes=0 no=0 unknown=0
    printf '\n%-44s%10s%12s  %-10s%11s%11s  %s\n' work Slipway peer '' 'better by' aim reached
    while IFS='|' read -r key label better aim peer; do
        compare "$key" "$better" "$aim" "$peer"
        [[ -n $own ]] || continue
        case $aim:$reached in
            :*) ;;
            *:yes) yes=$((yes + 1)) ;;
            *:no) no=$((no + 1)) ;;
            *) unknown=$((unknown + 1)) reached='not measured' ;;
        esac
        printf -v line '%-44s%10s%12s  %-10s%11s%11s  %s' "$label" "$(display_number "$own")" "$(display_number "$other")" \
            "${other:+$(display_name "$peer")}" "$(display_ratio "$ratio")" \
            "$(if [[ -n $peer ]]; then display_ratio "$aim"; else echo "$aim"; fi)" "$reached"
        # Without the blanks of what is not known.
        echo "${line%"${line##*[! ]}"}"
    done < <(result_rows)
    printf '\naims reached: %s, not reached: %s, not measured: %s\n' "$yes" "$no" "$unknown"
    ((unknown == 0)) || echo "Benchmarks/peers.sh installs the peers that are missing"
}

display_name() {
    case $1 in
        openbao) echo OpenBao ;;
        sops) echo SOPS ;;
        hyperscan) echo Hyperscan ;;
        flushing) echo 'flush only' ;;
        *) echo "$1" ;;
    esac
}

display_number() {
    [[ -z $1 ]] || awk -v v="$1" 'BEGIN { printf (v >= 100 ? "%.0f" : v >= 10 ? "%.1f" : v >= 1 ? "%.2f" : "%.3f"), v }'
}

# Rounded down: what is shown as reaching an aim does reach it.
display_ratio() {
    [[ -z $1 ]] || awk -v v="$1" \
        'BEGIN { if (v == int(v)) printf "%dx", v; else if (v >= 10) printf "%.1fx", int(v * 10) / 10; else printf "%.2fx", int(v * 100) / 100 }'
}

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
        printf '  "settings": { "rounds": %s, "seconds": %s, "connections": %s },\n' "$rounds" "$seconds" "$connections"
        print_comparisons
        echo '  "results": {'
        while IFS= read -r key; do
            printf '%s    "%s": %s' "$separator" "$key" "${results[$key]}"
            separator=$',\n'
        done < <(printf '%s\n' "${!results[@]}" | sort)
        printf '\n  }\n}\n'
    } >"$1"
}

print_comparisons() {
    local key label better aim peer own other ratio reached separator=''
    echo '  "comparisons": ['
    while IFS='|' read -r key label better aim peer; do
        compare "$key" "$better" "$aim" "$peer"
        [[ -n $ratio || -n $reached ]] || continue
        printf '%s    { "work": "%s", "slipway": %s' "$separator" "$key" "$own"
        if [[ -n $ratio ]]; then printf ', "peer": "%s", "peer_value": %s, "better_by": %s' "$peer" "$other" "$ratio"; fi
        if [[ -n $reached ]]; then
            printf ', "aim": %s, "reached": %s' "$aim" "$([[ $reached == yes ]] && echo true || echo false)"
        fi
        printf ' }'
        separator=$',\n'
    done < <(result_rows)
    printf '\n  ],\n'
}

# print_versions : of everything that took part.
print_versions() {
    printf '  "versions": { "slipway": "%s", "commit": "%s", "swift": "%s", "wrk": "%s"' "$("$slipway" --version)" \
        "$(git describe --always --dirty 2>/dev/null || echo unknown)" "$(swift_version)" \
        "$(wrk --version 2>&1 | sed -nE 's/^wrk ([^ ]+).*/\1/p')"
    [[ -z ${openbao:-} ]] || printf ', "openbao": "%s"' "$("$openbao" version | sed -nE 's/^OpenBao v([^ ]+).*/\1/p')"
    [[ -z ${sops:-} ]] || printf ', "sops": "%s", "age": "%s"' \
        "$("$sops" --version --disable-version-check | sed -nE 's/^sops ([^ ]+).*/\1/p')" "$(age --version)"
    if [[ " ${maskers[*]} " == *" hyperscan "* ]]; then
        printf ', "hyperscan": "%s"' "$(
            sed -nE 's/^#define HS_(MAJOR|MINOR|PATCH) +([0-9]+).*/\2/p' /usr/include/hs/hs.h | paste -sd .
        )"
    fi
    if [[ " ${maskers[*]} " == *" ripgrep "* ]]; then
        printf ', "ripgrep": "%s"' "$(rg --version | sed -nE '1s/^ripgrep ([^ ]+).*/\1/p')"
    fi
    printf ' },\n'
}

# save [KIND] : the numbers, into a file of this moment.
save() {
    local file
    file=$benchmarks/results/$(date -u +%Y-%m-%dT%H%M%SZ)${1:+-$1}.json
    write_json "$file"
    printf '\nwritten to %s\n' "${file#"$PWD/"}"
}
