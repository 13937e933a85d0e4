#!/usr/bin/env bash
# shellcheck disable=SC2154 # what is not set here is set in scripts/count or lib/run.sh
# Benchmarks/baseline.json: what operations take, and where that was counted. Sourced by scripts/count.

readonly baseline=$benchmarks/baseline.json
# How many percent more are let pass.
readonly tolerance=5

# What changes the counts without anybody's doing. One NAME=VALUE a line.
counting_place() {
    echo "swift=$(swift_version)"
    echo "architecture=$(uname -m)"
    # Those by which the cryptography and the C library choose their code, as far as valgrind lets them.
    echo "cpu=$(sed -n 's/^\(flags\|Features\)[^:]*: //p' /proc/cpuinfo | head -n 1 | tr ' ' '\n' \
        | grep -xE 'adx|aes|asimd|avx|avx2|bmi1|bmi2|fma|movbe|pclmulqdq|pmull|sha1|sha2|sse4_1|sse4_2|ssse3' | sort | paste -sd ' ')"
    echo "c_library=$(getconf GNU_LIBC_VERSION)"
    echo "sqlite=$(sqlite_version)"
    echo "valgrind=$(valgrind --version)"
}

# The version that its authors gave it: what Debian mends in one keeps the counts.
sqlite_version() {
    # shellcheck disable=SC2016 # ${Version} is dpkg's
    dpkg-query -W -f='${Version}' libsqlite3-0 2>/dev/null | cut -d - -f 1 || echo unknown
}

# Counts from elsewhere say nothing here.
baseline_is_for_here() {
    local name value recorded different=false
    [[ -r $baseline ]] || fail "there is no Benchmarks/baseline.json" "make it with: scripts/count --accept"
    while IFS='=' read -r name value; do
        recorded=$(baseline_value "$name")
        if [[ $value != "$recorded" ]]; then
            $different || echo "instructions are not counted: the baseline was made elsewhere"
            different=true
            printf '    %s: there "%s", here "%s"\n' "$name" "$recorded" "$value"
        fi
    done < <(counting_place)
    if $different; then echo "to move the baseline here: scripts/count --accept"; fi
    ! $different
}

# One member a line, as baseline_write lays them out.
baseline_value() { sed -nE "s/^ *\"$1\": \"?([^\"]*[^\",])\"?,?\$/\1/p" "$baseline"; }

baseline_write() {
    {
        echo '{'
        echo '  "counted": {'
        counting_place | sed -E 's/^([^=]*)=(.*)$/    "\1": "\2"/; $!s/$/,/'
        echo '  },'
        echo '  "instructions": {'
        printf '%s\n' "${!results[@]}" | sort | while IFS= read -r key; do
            echo "    \"$key\": ${results[$key]}"
        done | sed '$!s/$/,/'
        echo '  }'
        echo '}'
    } >"$work_folder/baseline.json"
    mv "$work_folder/baseline.json" "$baseline"
    echo "written to ${baseline#"$PWD/"}; commit it with the change that it comes from"
}

baseline_compare() {
    local key old new percent grown=()
    while IFS= read -r key; do
        old=$(baseline_value "$key") new=${results[$key]}
        if [[ -z $old ]]; then
            grown+=("$key is not in the baseline")
            continue
        fi
        percent=$(awk -v old="$old" -v new="$new" 'BEGIN { printf "%+.1f", (new - old) * 100 / old }')
        printf '%-24s%12d -> %d (%s %%)\n' "$key" "$old" "$new" "$percent"
        if ((new * 100 > old * (100 + tolerance))); then
            grown+=("$key takes more instructions: $old before, $new now, $percent %")
        elif ((new * 100 < old * (100 - tolerance))); then
            echo "    less than the baseline: it can be lowered, with scripts/count --accept"
        fi
    done < <(printf '%s\n' "${!results[@]}" | sort)
    ((${#grown[@]} > 0)) || return 0
    printf 'error: %s\n' "${grown[@]}" >&2
    echo "hint: make it cheaper, or accept it in the same commit with: scripts/count --accept" >&2
    exit 1
}
