#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/bench
# SOPS as a peer of `slipway run`: a file of 100 values, encrypted to an age key that lies in another file. Sourced by
# scripts/bench.

sops_prepare() {
    local folder=$work_folder/sops name
    mkdir -m 700 "$folder"
    age-keygen -o "$folder/key" 2>/dev/null || fail "age-keygen made no key"
    for ((name = 0; name < 100; name++)); do echo "SECRET_$name=$secret_value"; done >"$folder/values.env"
    "$sops" --encrypt --in-place --age "$(age-keygen -y "$folder/key")" "$folder/values.env" >"$work_folder/sops.log" 2>&1 \
        || fail "sops could not encrypt a file"
    # shellcheck disable=SC2016 # for the shell that sops starts
    [[ $(sops_client "$sops" exec-env "$folder/values.env" 'echo "$SECRET_99"') == "$secret_value" ]] \
        || fail "sops exec-env does not give the values out"
}

sops_run_true() { sops_client "$@" "$sops" exec-env "$work_folder/sops/values.env" true; }

sops_client() { SOPS_AGE_KEY_FILE=$work_folder/sops/key "$@"; }
