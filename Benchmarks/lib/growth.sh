#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench or lib/run.sh
# How cost grows with what is stored: servers of different sizes under the same load. Sourced by scripts/bench.

# GROWTH_SECRETS: apps of 100, so multiples of it; the first is what the others are held against. GROWTH_ENTRIES: the
# length of one more server's audit trail, which has as many secrets as the first.
read -ra growth_secrets <<<"${GROWTH_SECRETS:-1000 100000 1000000}"
readonly growth_entries=${GROWTH_ENTRIES:-10000000}
# Where filled servers are kept for the next run. It never writes to them: it measures copies.
readonly growth_folder=${GROWTH_FOLDER:-}
# The contents of a kept folder. To be counted up when filling changes.
readonly growth_filling=1
readonly growth_warm_seconds=10
readonly growth_list_warm_seconds=3
readonly growth_works=(read set list audit app_audit)
# The secrets and apps the load goes to: all, or a fixed thousand secrets from everywhere. A server can have all of the
# second at hand, and of the first only with much memory.
readonly growth_spreads=(all some)
growth_servers=()

measure_growth() {
    local count server
    for count in "${growth_secrets[@]}"; do growth_prepare "secrets_$count" "$count" 0; done
    growth_prepare "entries_$growth_entries" "${growth_secrets[0]}" "$growth_entries"
    for server in "${growth_servers[@]}"; do
        note "$server: starting it $starts times"
        record_restarts "$server.start.first_read_ms" "$server" slipway_first_read "$server"
    done
    for server in "${growth_servers[@]}"; do slipway_first_read "$server"; done
    # What the start left to be done in the background.
    sleep 3
    for server in "${growth_servers[@]}"; do record_memory "$server" rest; done
    growth_measure_loads
    stop_all_servers
}

growth_measure_loads() {
    local round spread used work server works=()
    # A server in use: each environment was read from once, and its key is at hand.
    for server in "${growth_servers[@]}"; do
        note "$server: reading all over for $growth_warm_seconds s"
        send_for "$growth_warm_seconds" "$server" POST "$slipway_place/injections" '{"names":["{name}"]}' >/dev/null
    done
    for ((round = 1; round <= rounds; round++)); do
        for spread in "${growth_spreads[@]}"; do
            used=''
            [[ $spread == all ]] || used=1000
            for work in "${growth_works[@]}"; do
                # The whole trail has one newest page.
                [[ $spread:$work != some:audit ]] || continue
                ((round > 1)) || works+=("${work}_$spread")
                # In turn, so that a slow minute of the machine hits them all.
                for server in "${growth_servers[@]}"; do
                    [[ $work:$spread != list:all ]] || growth_warm_lists "$server"
                    # Each time from elsewhere: what was asked for in the round before may still be at hand.
                    BENCH_USED=$used BENCH_START=$((RANDOM * 32768 + RANDOM)) \
                        slipway_load "$server" "$work" "${work}_$spread"
                done
            done
        done
    done
    for server in "${growth_servers[@]}"; do
        record_loads "$server" "${works[@]}"
        record_memory "$server" load
    done
}

# The sets before this took every list from the cache: each is asked for once again, as in a server in use.
growth_warm_lists() { send_for "$growth_list_warm_seconds" "$1" GET "$slipway_place/secrets" >/dev/null; }

# growth_prepare SERVER SECRETS ENTRIES : a filled folder in the work folder, its server not running.
growth_prepare() {
    local server=$1 secrets=$2 entries=$3 kept
    growth_servers+=("$server")
    app_counts["$server"]=$((secrets / 100))
    # Smaller ones have no app 7 to begin with.
    ((secrets >= 1000 && secrets % 100 == 0)) || fail "not a number of secrets to measure with: $secrets" \
        "give GROWTH_SECRETS whole hundreds from 1000 on"
    if [[ -z $growth_folder ]]; then
        growth_fill "$server" "$secrets" "$entries"
        return
    fi
    mkdir -p "$growth_folder"
    kept=$growth_folder/v$growth_filling-$server-${secrets}
    if [[ ! -d $kept ]]; then
        growth_fill "$server" "$secrets" "$entries"
        # Renamed when it is whole: what is cut short is never taken for filled.
        cp -a "$work_folder/$server" "$kept.unfinished.$$"
        mv "$kept.unfinished.$$" "$kept"
    else
        note "$server: taking it from $kept"
        cp -a "$kept" "$work_folder/$server"
        slipway_configure "$server"
    fi
}

growth_fill() {
    local server=$1 secrets=$2 entries=$3 began=$SECONDS
    note "$server: filling"
    slipway_configure "$server"
    slipway_start "$server"
    slipway_wait "$server"
    slipway_fill "$server" $((secrets / 100))
    slipway_fill_trail "$server" "$entries"
    stop_server "$server"
    note "$server: filled in $((SECONDS - began)) s, $(du -sh "$work_folder/$server" | cut -f 1)"
}

# KEY|LABEL|more or less is better
growth_rows() {
    local spread work place
    for spread in "${growth_spreads[@]}"; do
        place='all of them in turn'
        [[ $spread == all ]] || place='a fixed thousand of them'
        for work in "${growth_works[@]}"; do
            [[ $spread:$work != some:audit ]] || continue
            case $work in
                read) echo "${work}_$spread.requests_per_second|read, $place: requests/s|more" ;;
                set) echo "${work}_$spread.requests_per_second|set, $place: requests/s|more" ;;
                list) echo "${work}_$spread.requests_per_second|list page, $place: requests/s|more" ;;
                audit) echo "${work}_$spread.requests_per_second|audit page: requests/s|more" ;;
                app_audit) echo "${work}_$spread.requests_per_second|audit page of an app, $place: requests/s|more" ;;
            esac
            echo "${work}_$spread.p50_ms|    p50, ms|less"
            echo "${work}_$spread.cpu_ms|    processor time each, ms|less"
        done
    done
}

print_growth_table() {
    local server key label better
    printf '\n%-58s' cost
    for server in "${growth_servers[@]}"; do printf '%10s%8s' "$(growth_size "$server")" ''; done
    printf '  %s\n%-58s' within ''
    for server in "${growth_servers[@]}"; do printf '%10s%8s' "${server%%_*}" ''; done
    printf '\n'
    while IFS='|' read -r key label better; do print_growth_row "$key" "$label" "$better"; done < <(growth_rows)
    print_growth_limit start.first_read_ms 'start-up: exec to the first secret read, ms' 2000 '2 s'
    print_growth_limit memory.rest_rss_mb 'memory at rest, resident, MB' 100 '100 MB'
    print_growth_limit memory.load_rss_mb 'memory after the load, resident, MB' 100 '100 MB'
    printf '\nbeside each: how many times what it costs with %s secrets\n' "$(growth_size "${growth_servers[0]}")"
}

# Dearer is a ratio over 1, and cheaper one under 1.
print_growth_row() {
    local key=$1 label=$2 better=$3 server first own ratio within=yes
    first=${results[${growth_servers[0]}.$key]}
    printf '%-58s' "$label"
    for server in "${growth_servers[@]}"; do
        own=${results[$server.$key]}
        ratio=$(awk -v a="$first" -v b="$own" -v better="$better" \
            'BEGIN { printf "%.2f", better == "less" ? (a > 0 ? b / a : 1) : a / b }')
        if [[ $(reaches 1.2 "$ratio") == no ]]; then within=no; fi
        printf '%10s%8s' "$(display_number "$own")" "$([[ $server == "${growth_servers[0]}" ]] || echo "${ratio}x")"
        record "$server.$key.cost_ratio" "$ratio"
    done
    printf '  20 %%: %s\n' "$within"
}

# print_growth_limit KEY LABEL LIMIT LIMIT-IN-WORDS
print_growth_limit() {
    local server own within=yes
    printf '%-58s' "$2"
    for server in "${growth_servers[@]}"; do
        own=${results[$server.$1]}
        if [[ $(reaches "$3" "$own") == no ]]; then within=no; fi
        printf '%10s%8s' "$(display_number "$own")" ''
    done
    printf '  %s: %s\n' "$4" "$within"
}

# 1000000 as 1,000,000.
growth_size() { sed -E ':again; s/^([0-9]+)([0-9]{3})/\1,\2/; t again' <<<"${1#*_}"; }
