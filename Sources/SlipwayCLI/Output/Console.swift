import Glibc
import Synchronization

/// The two ways out: data to standard output, everything a person is told to standard error.
enum Console {
    /// Writes a line of data.
    static func line(_ text: String) { write(Array((text + "\n").utf8), to: 1) }

    /// Writes data as it is.
    static func bytes(_ bytes: [UInt8]) { write(bytes, to: 1) }

    /// Tells the person something.
    static func message(_ text: String) { write(Array((text + "\n").utf8), to: 2) }

    /// Why data could not be written, when it could not: a full disk behind `> file` must not pass for success.
    ///
    /// A reader that went away is no failure of the command: `slipway apps | head -1`.
    static var outputFailure: Int32? { failure.withLock { $0 == EPIPE ? nil : $0 } }

    /// Whether some data was taken by nobody.
    static var outputWasLost: Bool { failure.withLock { $0 != nil } }

    private static let failure = Mutex<Int32?>(nil)

    static var inputIsTerminal: Bool { isatty(0) == 1 }
    static var outputIsTerminal: Bool { isatty(1) == 1 }

    /// In one call where the system takes it in one, so that lines of several threads do not mix.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let code = errno
                if descriptor == 1, count < 0 { failure.withLock { $0 = code } }
                return
            }
            rest = rest.dropFirst(count)
        }
    }
}
