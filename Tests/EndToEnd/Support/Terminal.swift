import Foundation
import Glibc
import Synchronization

/// A terminal with a program at its other end.
final class Terminal: Sendable {
    let name: String
    private let descriptor: Int32
    private let held: Int32
    private let shown = Mutex<[UInt8]>([])

    init() throws {
        var (ours, theirs) = (Int32(-1), Int32(-1))
        var buffer = [CChar](repeating: 0, count: 128)
        var size = winsize(ws_row: 24, ws_col: 200, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&ours, &theirs, &buffer, nil, &size) == 0 else {
            throw Child.Failure(description: "no terminal: errno \(errno)")
        }
        for end in [ours, theirs] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        descriptor = ours
        // Held open here, so that reading does not end before the program has opened it.
        held = theirs
        let thread = Thread { [self] in
            var chunk = [UInt8](repeating: 0, count: 4096)
            while case let count = read(descriptor, &chunk, chunk.count), count > 0 {
                shown.withLock { $0 += chunk[..<count] }
            }
        }
        thread.start()
    }

    /// Lets go of both ends.
    func close() {
        Glibc.close(held)
    }

    /// All that was ever shown.
    var text: String { String(decoding: shown.withLock { $0 }, as: UTF8.self) }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }

    /// Whether what is typed is shown.
    var echoes: Bool {
        var mode = termios()
        return tcgetattr(held, &mode) == 0 && mode.c_lflag & tcflag_t(ECHO) != 0
    }
}
