#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# OpenBao as a contestant: one node, raft storage, file audit device, the same 1,000 secrets in a KV store of version 2,
# reached with the root token. Sourced by scripts/bench when there is one.

openbao_prepare() {
    local folder=$work_folder/openbao answer
    mkdir -p "$folder/raft"
    ports[openbao]=$(free_port)
    openbao_configuration "$folder" >"$folder/server.hcl"
    tokens[openbao]=''
    openbao_start
    # 501: it listens, and was never initialised.
    wait_for_status openbao 501 "${ports[openbao]}" GET /v1/sys/health ''
    answer=$(openbao_send PUT sys/init '{"secret_shares":1,"secret_threshold":1}')
    openbao_key=$(sed -E 's/.*"keys":\["([0-9a-f]+)"\].*/\1/' <<<"$answer")
    tokens[openbao]=$(sed -E 's/.*"root_token":"([^"]+)".*/\1/' <<<"$answer")
    openbao_unseal
    openbao_send POST sys/mounts/secret '{"type":"kv","options":{"version":"2"}}'
    # A new store of version 2 refuses requests while it prepares itself.
    wait_for_status openbao 200 "${ports[openbao]}" POST /v1/secret/data/app-0/SECRET_0 "${tokens[openbao]}" \
        "{\"data\":{\"value\":\"$secret_value\"}}"
    openbao_seed
    grep -q '"type":"response"' "$folder/audit.log" || fail "openbao writes no audit log"
}

# The audit device stands here because newer versions refuse to add one through the API.
openbao_configuration() {
    cat <<HCL
disable_mlock = true
api_addr      = "http://127.0.0.1:${ports[openbao]}"
cluster_addr  = "http://127.0.0.1:$(free_port)"
storage "raft" {
  path    = "$1/raft"
  node_id = "bench"
}
listener "tcp" {
  address         = "127.0.0.1:${ports[openbao]}"
  tls_disable     = true
}
audit "file" "file" {
  options {
    file_path = "$1/audit.log"
  }
}
HCL
}

openbao_start() {
    start_server openbao "$work_folder/openbao.log" "$openbao" server -config="$work_folder/openbao/server.hcl"
}

openbao_unseal() {
    wait_for_status openbao 200 "${ports[openbao]}" PUT /v1/sys/unseal '' "{\"key\":\"$openbao_key\"}"
    # 200: unsealed, and the leader of its cluster of one.
    wait_for_status openbao 200 "${ports[openbao]}" GET /v1/sys/health ''
}

openbao_send() {
    curl -sS --fail-with-body -X "$1" -H 'Content-Type: application/json' --data-binary "$3" \
        -K - "http://127.0.0.1:${ports[openbao]}/v1/$2" <<<"header = \"Authorization: Bearer ${tokens[openbao]}\"" \
        || fail "openbao refused $1 $2"
}

# One curl for all: it keeps the connection.
openbao_seed() {
    local app name
    for ((app = 0; app < 10; app++)); do
        for ((name = 0; name < 100; name++)); do
            cat <<CURL
url = "http://127.0.0.1:${ports[openbao]}/v1/secret/data/app-$app/SECRET_$name"
header = "Authorization: Bearer ${tokens[openbao]}"
data = "{\"data\":{\"value\":\"$secret_value\"}}"
output = "$work_folder/answer"
fail
silent
next
CURL
        done
    done | sed '$d' | curl -K - || fail "openbao could not be filled"
}

openbao_loads() {
    load openbao read GET '/v1/secret/data/{app}/{name}'
    load openbao set POST '/v1/secret/data/{app}/{name}' "{\"data\":{\"value\":\"$secret_value\"}}"
    load openbao list GET '/v1/secret/metadata/{app}?list=true'
}

# From exec to the first secret it gives out; it has to be unsealed on the way.
openbao_first_read() {
    openbao_start
    wait_for_status openbao 200 "${ports[openbao]}" PUT /v1/sys/unseal '' "{\"key\":\"$openbao_key\"}"
    wait_for_status openbao 200 "${ports[openbao]}" GET /v1/secret/data/app-7/SECRET_77 "${tokens[openbao]}"
}

openbao_secret_list() {
    BAO_ADDR="http://127.0.0.1:${ports[openbao]}" BAO_TOKEN=${tokens[openbao]} \
        "$@" "$openbao" kv list -mount=secret app-3
}

openbao_record_size() { record openbao.binary.size_mb "$(size_in_megabytes "$openbao")"; }
