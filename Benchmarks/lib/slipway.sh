#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# Slipway as a contestant: 10 apps of 100 secrets, reached over TCP with an API key. Sourced by scripts/bench.

readonly slipway_place='/api/v1/apps/{app}/environments/production'

slipway_prepare() {
    local folder=$work_folder/slipway app
    mkdir "$folder"
    ports[slipway]=$(free_port)
    echo "{ \"port\": ${ports[slipway]} }" >"$folder/slipway_serve.json"
    tokens[slipway]=$("$slipway" serve "$folder" add-api-key --name bench --role owner 2>/dev/null)
    slipway_start
    slipway_wait
    for ((app = 0; app < 10; app++)); do
        slipway_send POST /api/v1/apps "{\"name\":\"app-$app\"}"
        slipway_send PATCH "/api/v1/apps/app-$app/environments/production/secrets" "$(slipway_secrets)"
    done
}

slipway_start() { start_server slipway "$work_folder/slipway.log" "$slipway" serve "$work_folder/slipway"; }

slipway_wait() { wait_for_status slipway 200 "${ports[slipway]}" GET /ready ''; }

# The token goes in on standard input: arguments can be seen by everybody on the machine.
slipway_send() {
    curl -sS --fail-with-body -o "$work_folder/answer" -X "$1" -H 'Content-Type: application/json' --data-binary "$3" \
        -K - "http://127.0.0.1:${ports[slipway]}$2" <<<"header = \"Authorization: Bearer ${tokens[slipway]}\"" \
        || fail "slipway refused $1 $2: $(cat "$work_folder/answer")"
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

slipway_loads() {
    load slipway read POST "$slipway_place/injections" '{"names":["{name}"]}'
    load slipway set PATCH "$slipway_place/secrets" "{\"variables\":[{\"name\":\"{name}\",\"value\":\"$secret_value\"}]}"
    load slipway list GET "$slipway_place/secrets"
}

# A server with its 1,000 secrets, from exec to the first secret it gives out.
slipway_first_read() {
    slipway_start
    wait_for_status slipway 200 "${ports[slipway]}" POST /api/v1/apps/app-7/environments/production/injections \
        "${tokens[slipway]}" '{"names":["SECRET_77"]}'
}

slipway_record_processes() {
    record_runs slipway.run.version_ms "$slipway" --version
    record_runs slipway.run.true_ms env SLIPWAY_SERVER="http://127.0.0.1:${ports[slipway]}" \
        SLIPWAY_TOKEN="${tokens[slipway]}" "$slipway" run --app app-3 -- true
}

slipway_record_size() {
    cp "$slipway" "$work_folder/stripped"
    strip --strip-all "$work_folder/stripped"
    record slipway.binary.size_mb "$(size_in_megabytes "$slipway")"
    record slipway.binary.stripped_mb "$(size_in_megabytes "$work_folder/stripped")"
}

size_in_megabytes() { stat -Lc %s "$1" | awk '{ printf "%.1f", $1 / 1e6 }'; }
