#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench or lib/run.sh
# Slipway as a contestant: apps of 100 secrets, reached over TCP with an API key. There can be several servers, hence the
# names; without one it is "slipway". Sourced by scripts/bench and scripts/count.

readonly slipway_place='/api/v1/apps/{app}/environments/production'
# What the server is started by, such as a profiler.
slipway_launcher=()

slipway_prepare() {
    slipway_configure slipway
    slipway_start
    slipway_wait slipway
    slipway_fill slipway 10
}

# A folder that is already filled gets a new key and port.
slipway_configure() {
    local folder=$work_folder/$1
    mkdir -p "$folder"
    ports[$1]=$(free_port)
    echo "{ \"port\": ${ports[$1]} }" >"$folder/slipway_serve.json"
    tokens[$1]=$("$slipway" serve "$folder" add-api-key --name bench --role owner 2>"$work_folder/$1.log") \
        || fail "slipway could not make an API key"
}

slipway_start() {
    local name=${1:-slipway}
    start_server "$name" "$work_folder/$name.log" "${slipway_launcher[@]}" "$slipway" serve "$work_folder/$name"
}

slipway_wait() { wait_for_status "$1" 200 "${ports[$1]}" GET /ready ''; }

# slipway_fill NAME APPS : the apps app-0, app-1 … with SECRET_0 to SECRET_99 in each.
slipway_fill() {
    slipway_secrets >"$work_folder/secrets.json"
    slipway_send_for_apps "$1" "$2" POST /api/v1/apps '{\"name\":\"app-{number}\"}'
    slipway_send_for_apps "$1" "$2" PATCH '/api/v1/apps/app-{number}/environments/production/secrets' \
        "@$work_folder/secrets.json"
}

# slipway_send_for_apps NAME APPS METHOD PATH BODY : the same once for each app. By one curl, over a few connections that
# it keeps; the token goes in on standard input, since arguments can be seen by everybody on the machine.
slipway_send_for_apps() {
    local name=$1 apps=$2 method=$3 path=$4 body=$5 number done_count
    done_count=$(
        for ((number = 0; number < apps; number++)); do
            ((number == 0)) || echo next
            printf '%s\n' "url = \"http://127.0.0.1:${ports[$name]}${path/\{number\}/$number}\"" "request = $method" \
                "header = \"Authorization: Bearer ${tokens[$name]}\"" 'header = "Content-Type: application/json"' \
                "data-binary = \"${body/\{number\}/$number}\"" "output = \"$work_folder/answer\"" \
                'write-out = "%{http_code}\n"'
        done | curl --no-progress-meter --parallel --parallel-max 8 -K - | grep -c '^20'
    ) || true
    ((done_count == apps)) || fail "slipway did $done_count of $apps times: $method $path" "$(head -c 500 "$work_folder/answer")"
}

slipway_secrets() {
    local name separator=''
    printf '{"variables":['
    for ((name = 0; name < 100; name++)); do
        printf '%s{"name":"SECRET_%s","value":"%s"}' "$separator" "$name" "$secret_value"
        separator=,
    done
    printf ']}'
}

# slipway_fill_trail NAME COUNT : until the audit trail has so many entries. One injection of an app leaves 100.
slipway_fill_trail() {
    local count now
    count=$(slipway_trail_length "$1")
    while ((count < $2)); do
        send_for 3 "$1" POST "$slipway_place/injections" '{}' >/dev/null
        now=$(slipway_trail_length "$1")
        ((now > count)) || fail "the audit trail does not grow: $now entries"
        count=$now
    done
}

slipway_trail_length() {
    curl -sS --fail-with-body -K - "http://127.0.0.1:${ports[$1]}/api/v1/audit?limit=1" \
        <<<"header = \"Authorization: Bearer ${tokens[$1]}\"" | sed -nE 's/.*"sequence":([0-9]+).*/\1/p'
}

slipway_loads() {
    slipway_load slipway read
    # At once, so that both meet the same minute of the machine.
    flushing_load
    slipway_load slipway set
    slipway_load slipway list
}

# slipway_load NAME WORK [LABEL]
slipway_load() {
    local name=$1 work=$2 label=${3:-$2}
    case $work in
        read) load "$name" "$label" POST "$slipway_place/injections" '{"names":["{name}"]}' ;;
        set)
            load "$name" "$label" PATCH "$slipway_place/secrets" \
                "{\"variables\":[{\"name\":\"{name}\",\"value\":\"$secret_value\"}]}"
            ;;
        list) load "$name" "$label" GET "$slipway_place/secrets" ;;
        audit) load "$name" "$label" GET '/api/v1/audit?limit=100' ;;
        app_audit) load "$name" "$label" GET '/api/v1/apps/{app}/audit?limit=100' ;;
    esac
}

# A server with its secrets, from exec to the first secret it gives out.
slipway_first_read() {
    local name=${1:-slipway}
    slipway_start "$name"
    wait_for_status "$name" 200 "${ports[$name]}" POST /api/v1/apps/app-7/environments/production/injections \
        "${tokens[$name]}" '{"names":["SECRET_77"]}'
}

# The commands. What stands before one, such as `time`, is given to it.
slipway_version() { "$@" "$slipway" --version; }
slipway_run_true() { slipway_client "$@" "$slipway" run --app app-3 -- true; }
slipway_secret_list() { slipway_client "$@" "$slipway" secret:list --app app-3; }
slipway_verify() { slipway_client "$@" "$slipway" audit:verify --json; }

# The token stays out of every argument.
slipway_client() { SLIPWAY_SERVER="http://127.0.0.1:${ports[slipway]}" SLIPWAY_TOKEN=${tokens[slipway]} "$@"; }

slipway_record_size() {
    cp "$slipway" "$work_folder/stripped"
    strip --strip-all "$work_folder/stripped"
    record slipway.binary.size_mb "$(size_in_megabytes "$slipway")"
    record slipway.binary.stripped_mb "$(size_in_megabytes "$work_folder/stripped")"
}

size_in_megabytes() { stat -Lc %s "$1" | awk '{ printf "%.1f", $1 / 1e6 }'; }
