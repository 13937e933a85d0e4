// An empty data set for ICU, as ICU's own "stubdata" is.
//
// GRDB imports all of Foundation, and a statically linked Foundation brings 34 MB of ICU data: the names of months,
// currencies and time zones in every language. Slipway uses none of it (times are written by SlipwayModel). A linker
// takes the data's object file out of Foundation's archive only for a symbol that nothing has defined yet, so defining
// it here keeps the data out. With a Foundation of another ICU version the symbol has another name, and this one does
// nothing. Hidden, so that a dynamically linked Foundation keeps its own data.

#include <stdint.h>

struct icu_stub {
    uint16_t header_size;
    uint8_t magic[2];
    uint16_t info_size;
    uint16_t reserved_word;
    uint8_t is_big_endian;
    uint8_t charset_family;
    uint8_t size_of_uchar;
    uint8_t reserved_byte;
    uint8_t data_format[4];
    uint8_t format_version[4];
    uint8_t data_version[4];
    uint8_t padding[8];
    uint32_t count;
    uint32_t reserved;
    uint32_t names[4];
};

__attribute__((visibility("hidden"), aligned(16), used)) const struct icu_stub icudt76_dat = {
    .header_size = 32,
    .magic = {0xda, 0x27},
    .info_size = 20,
    .size_of_uchar = 2,
    .data_format = {'T', 'o', 'C', 'P'},
    .format_version = {1, 0, 0, 0},
};
