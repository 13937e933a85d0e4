#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/count or lib/run.sh
# The instructions that an operation takes, counted by valgrind's callgrind. Sourced by scripts/count.

# How many requests are counted together; opening their connection is hardly felt among so many. A page of 100 entries
# takes long in valgrind.
declare -A batches=([audit]=60)
readonly valgrind_options=(--tool=callgrind --trace-children=no --quiet)

# Sequential requests on one connection that is kept: nothing depends on what meets what.
count_server() {
    local work
    slipway_launcher=(valgrind "${valgrind_options[@]}" --instr-atstart=no "--callgrind-out-file=$work_folder/calls")
    slipway_prepare
    slipway_launcher=()
    callgrind_control --instr=on "${servers[slipway]}" >/dev/null 2>&1 \
        || fail "callgrind_control cannot reach the server in valgrind"
    for work in health read set list audit; do count_requests "$work"; done
    stop_server slipway
}

# From exec to the first secret that is read, with the secrets that the requests before left.
count_start() {
    local round
    slipway_launcher=(valgrind "${valgrind_options[@]}" "--callgrind-out-file=$work_folder/calls")
    for ((round = 0; round < counts; round++)); do
        slipway_first_read
        dump_instructions >>"$work_folder/start"
        stop_server slipway
    done
    slipway_launcher=()
    record_count server.start "$work_folder/start"
}

count_requests() {
    local work=$1 batch=${batches[$1]:-400} round
    # Valgrind translates the code, and the server fills its caches, on first use; and each secret gets as many old
    # versions as are kept.
    send_batch "$work" "$batch"
    for ((round = 0; round < counts; round++)); do
        echo $(($(batch_instructions "$work" "$batch") / batch)) >>"$work_folder/$work"
    done
    record_count "server.$work" "$work_folder/$work"
}

batch_instructions() {
    callgrind_control --zero "${servers[slipway]}" >/dev/null 2>&1 || fail "callgrind_control failed"
    send_batch "$1" "$2"
    dump_instructions
}

# What was counted until now.
dump_instructions() {
    local dump
    callgrind_control --dump "${servers[slipway]}" >/dev/null 2>&1 || fail "callgrind_control failed"
    dump=$(compgen -G "$work_folder/calls.*") || fail "callgrind wrote no counts"
    instructions_in "$dump"
    rm "$dump"
}

instructions_in() { sed -n 's/^totals: //p' "$1"; }

# send_batch WORK COUNT : by one curl; the token on standard input, since arguments can be seen by everybody.
send_batch() {
    local method path body i answers
    case $1 in
        health) method=GET path=/health body='' ;;
        read) method=POST path=$slipway_place/injections body='{"names":["{name}"]}' ;;
        set) method=PATCH path=$slipway_place/secrets body="{\"variables\":[{\"name\":\"{name}\",\"value\":\"$secret_value\"}]}" ;;
        list) method=GET path=$slipway_place/secrets body='' ;;
        audit) method=GET path='/api/v1/audit?limit=100' body='' ;;
    esac
    body=${body//\"/\\\"}
    answers=$(
        for ((i = 0; i < $2; i++)); do
            ((i == 0)) || echo next
            printf '%s\n' "url = \"http://127.0.0.1:${ports[slipway]}${path/\{app\}/app-3}\"" "request = $method" \
                "header = \"Authorization: Bearer ${tokens[slipway]}\"" "output = \"$work_folder/answer\"" \
                'write-out = "%{http_code}\n"'
            if [[ -n $body ]]; then
                printf '%s\n' 'header = "Content-Type: application/json"' "data-binary = \"${body/\{name\}/SECRET_$((i % 50))}\""
            fi
        done | curl --silent -K - | grep -c '^200'
    ) || true
    ((answers == $2)) || fail "slipway answered $answers of $2 requests of \"$1\"" "$(head -c 500 "$work_folder/answer")"
}

# Whole commands, against a server that runs as usual.
count_commands() {
    slipway_first_read
    count_command version slipway_version
    count_command secret_list slipway_secret_list
    count_command run_true slipway_run_true
    stop_server slipway
}

# The program that `run` starts is not in it.
count_command() {
    local name=$1 command=$2 round folder
    for ((round = 0; round < counts; round++)); do
        folder=$work_folder/$name.$round
        mkdir "$folder"
        "$command" valgrind "${valgrind_options[@]}" "--callgrind-out-file=$folder/%p" >/dev/null 2>"$work_folder/$name.log" \
            || fail "failed in valgrind: $command"
        # What it forks and has not yet become another program writes one too, with few instructions.
        for dump in "$folder"/*; do instructions_in "$dump"; done | sort -g | tail -n 1 >>"$work_folder/$name"
    done
    record_count "command.$name" "$work_folder/$name"
}

# record_count KEY FILE : the mean of the counts in the file. One batch takes more than another because it fills a page
# of the database, or moves its log; the next run has the same ones in the same places.
record_count() {
    record "$1" "$(awk '{ sum += $1 } END { printf "%.0f", sum / NR }' "$2")"
    sort -g "$2" | awk -v name="$1" -v mean="${results[$1]}" \
        '{ n[NR] = $1 } END { printf "%-24s%12d  %5.2f %%\n", name, mean, (n[NR] - n[1]) * 100 / mean }'
}
