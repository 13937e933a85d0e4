// The masking benchmark's peer: the same values as literals in one Hyperscan database, over the same log.
//
//     cc -O2 -o hyperscan-peer hyperscan.c -lhs        (Debian: libhyperscan-dev)
//     hyperscan-peer VALUES LOG [ROUNDS]
//
// Scans pieces of 64 KiB as one stream and writes the masked text into a buffer that is emptied after each, as
// `masking-benchmark run` does. VALUES has one value a line; none of their encodings is looked for. Prints the median of
// the rounds in megabytes a second of processor time; to standard error goes what was written: how many masks and bytes.

#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { piece_length = 65536 };
static const char mask[] = "••••••••";

static void fail(const char *message) {
    fprintf(stderr, "error: %s\n", message);
    exit(1);
}

static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) fail(path);
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    char *bytes = malloc(*length + 1);
    if (!bytes || fread(bytes, 1, *length, file) != *length) fail(path);
    fclose(file);
    return bytes;
}

static const char **literals;
static size_t *lengths, longest;
static unsigned literal_count;

static void add_literal(const char *bytes, size_t length) {
    if (literal_count % 1024 == 0) {
        literals = realloc(literals, (literal_count + 1024) * sizeof *literals);
        lengths = realloc(lengths, (literal_count + 1024) * sizeof *lengths);
        if (!literals || !lengths) fail("no memory");
    }
    literals[literal_count] = bytes;
    lengths[literal_count++] = length;
    if (length > longest) longest = length;
}

static void read_lines(const char *path) {
    size_t length;
    char *bytes = read_file(path, &length), *end = bytes + length;
    while (bytes < end) {
        char *line_end = memchr(bytes, '\n', (size_t)(end - bytes));
        if (!line_end) line_end = end;
        if (line_end > bytes) add_literal(bytes, (size_t)(line_end - bytes));
        bytes = line_end + 1;
    }
}

static hs_database_t *compile(void) {
    unsigned *flags = calloc(literal_count, sizeof *flags), *ids = malloc(literal_count * sizeof *ids);
    for (unsigned i = 0; i < literal_count; i++) ids[i] = i;
    hs_database_t *database;
    hs_compile_error_t *error;
    if (hs_compile_lit_multi(literals, flags, ids, lengths, literal_count, HS_MODE_STREAM, NULL, &database, &error))
        fail(error->message);
    free(flags);
    free(ids);
    return database;
}

// Matches come in the order of their ends. Those that touch are one run, which gets one mask; it is written when the
// next begins, or when no match can reach it any more. Offsets are into the whole log.
static struct {
    const char *log;
    size_t written, run_start, run_end; // No run is open when `run_end` is 0.
    char output[4 * piece_length];
    size_t output_count, masks, total;
} state;

static void write_until(size_t end) {
    // More is only when values are longer than a piece.
    if (end - state.written > sizeof state.output - state.output_count) fail("the values are too long");
    memcpy(state.output + state.output_count, state.log + state.written, end - state.written);
    state.output_count += end - state.written;
    state.written = end;
}

static void empty_output(void) {
    state.total += state.output_count;
    state.output_count = 0;
}

static void write_run(void) {
    write_until(state.run_start);
    if (sizeof state.output - state.output_count < sizeof mask) empty_output();
    memcpy(state.output + state.output_count, mask, sizeof mask - 1);
    state.output_count += sizeof mask - 1;
    state.written = state.run_end;
    state.run_end = 0;
    state.masks++;
}

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *context) {
    (void)from, (void)flags, (void)context;
    size_t start = to - lengths[id];
    if (start < state.written) start = state.written;
    if (state.run_end && start > state.run_end) write_run();
    if (!state.run_end || start < state.run_start) state.run_start = start;
    state.run_end = to;
    return 0;
}

static void mask_log(hs_database_t *database, hs_scratch_t *scratch, const char *log, size_t length) {
    state.log = log;
    state.written = state.run_end = state.output_count = state.masks = state.total = 0;
    hs_stream_t *stream;
    if (hs_open_stream(database, 0, &stream)) fail("hs_open_stream");
    for (size_t start = 0; start < length; start += piece_length) {
        size_t count = length - start < piece_length ? length - start : piece_length;
        if (hs_scan_stream(stream, log + start, (unsigned)count, 0, scratch, on_match, NULL)) fail("hs_scan_stream");
        // What a match may still begin in is held back.
        size_t decided = start + count > longest ? start + count - longest : 0;
        if (state.run_end && state.run_end < decided) write_run();
        if (state.run_end && state.run_start < decided) decided = state.run_start;
        if (decided > state.written) write_until(decided);
        empty_output();
    }
    hs_close_stream(stream, scratch, on_match, NULL);
    if (state.run_end) write_run();
    write_until(length);
    empty_output();
}

static double processor_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int compare(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

int main(int argument_count, char **arguments) {
    if (argument_count < 3) fail("usage: hyperscan-peer VALUES LOG [ROUNDS]");
    read_lines(arguments[1]);
    size_t length;
    char *log = read_file(arguments[2], &length);
    int rounds = argument_count > 3 ? atoi(arguments[3]) : 5;
    if (rounds < 1 || rounds > 99) fail("between 1 and 99 rounds");

    hs_database_t *database = compile();
    hs_scratch_t *scratch = NULL;
    if (hs_alloc_scratch(database, &scratch)) fail("hs_alloc_scratch");
    double seconds[99];
    for (int round = 0; round < rounds; round++) {
        double start = processor_seconds();
        mask_log(database, scratch, log, length);
        seconds[round] = processor_seconds() - start;
    }
    qsort(seconds, (size_t)rounds, sizeof *seconds, compare);
    printf("%.0f\n", (double)length / 1e6 / seconds[rounds / 2]);
    fprintf(stderr, "masks=%zu bytes=%zu\n", state.masks, state.total);
}
