import Glibc

/// Reads what must not be seen: from the terminal without echo, or from standard input.
enum Prompt {
    /// Bytes as they were given.
    ///
    /// From a terminal: one line without its end.
    ///
    /// - Throws: ``CommandError`` when there are more than `limit` bytes.
    static func secret(_ label: String, limit: Int) throws -> [UInt8] {
        guard Console.inputIsTerminal else { return try readAll(limit: limit) }
        return try hidden("\(label): ")
    }

    /// All of standard input.
    static func readAll(limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(0, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw CommandError("standard input cannot be read") }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else {
                throw CommandError.usage("standard input has more than \(limit) bytes")
            }
        }
    }

    /// One line from the terminal with echo off.
    ///
    /// The terminal gets its mode back whatever happens, Ctrl-C included: the line is read with signals still
    /// delivered, and the mode is set back before the signal takes its course.
    private static func hidden(_ label: String) throws -> [UInt8] {
        var old = termios()
        guard tcgetattr(0, &old) == 0 else { throw CommandError("the terminal cannot be read") }
        var quiet = old
        // Without ISIG Ctrl-C arrives as a byte, so that nothing can end the program with the echo off.
        quiet.c_lflag &= ~tcflag_t(ECHO | ISIG)
        // That byte ends the line, so that it is read at once and not only with the next newline.
        quiet.c_cc.11 = 3  // VEOL
        guard tcsetattr(0, TCSAFLUSH, &quiet) == 0 else { throw CommandError("the terminal cannot be read") }
        defer { tcsetattr(0, TCSAFLUSH, &old) }
        _ = Array(label.utf8).withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        defer { Console.message("") }
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(0, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0, byte != UInt8(ascii: "\n") else { return line }
            guard byte != 3 else { throw CommandError("nothing was done", status: .failed) }
            line.append(byte)
        }
    }
}
