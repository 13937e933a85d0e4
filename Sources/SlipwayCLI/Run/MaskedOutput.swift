import Glibc

/// Carries one output of a command to where the caller wants it, masked.
///
/// Bytes reach the destination only through the masking stream. It reads nothing new while old bytes wait to be
/// written, so memory is bounded and a slow reader slows the command down.
struct MaskedOutput {
    /// How long a pause lasts before kept-back bytes are shown to a person.
    static let pause: Duration = .milliseconds(20)

    /// How long after the command's end a silent descendant may hold its output open, and how long a busy one.
    static let quietGrace: Duration = .milliseconds(100)
    static let busyGrace: Duration = .seconds(1)

    /// What this output is, for messages.
    let name: String
    let destination: Int32

    /// The error number of a write that failed for another reason than that nobody reads any more.
    private(set) var failure: Int32?

    private var source: OwnedDescriptor?
    private let patterns: LazyPatterns
    /// From the first bytes on.
    private var mask: EchoingMask?
    private var pending: [UInt8] = []
    private var written = 0
    private let chunk: Int

    private let isWatched: Bool
    private var showAt: ContinuousClock.Instant?

    private var owed = 0
    private var quietEnd: ContinuousClock.Instant?
    private var busyEnd: ContinuousClock.Instant?

    /// - Parameters:
    ///   - name: What this output is, for messages.
    ///   - source: Slipway's end of the pipe or terminal; must not block.
    ///   - destination: Where masked bytes go.
    ///   - patterns: What to mask.
    ///   - isWatched: Whether a person waits for what is shown.
    init(
        name: String,
        source: OwnedDescriptor,
        destination: Int32,
        patterns: LazyPatterns,
        isWatched: Bool
    ) {
        self.name = name
        self.source = source
        self.destination = destination
        self.isWatched = isWatched
        self.patterns = patterns
        var status = stat()
        let isFile = fstat(destination, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        // A pipe that polls writable takes PIPE_BUF bytes without blocking. The flag O_NONBLOCK would tell more, but
        // it would be set for everybody who shares the caller's descriptor.
        chunk = isFile ? .max : 4096
    }

    /// Whether everything was read and written, or nobody wants it.
    var isDone: Bool { source == nil && !wantsWrite }

    /// The descriptor to read when it is ready; nil while bytes wait to be written.
    var readable: Int32? { wantsWrite ? nil : source?.number }

    var wantsWrite: Bool { written < pending.count }

    /// When ``tick(_:)`` has something to do.
    var deadline: ContinuousClock.Instant? {
        guard !wantsWrite, source != nil else { return nil }
        return [showAt, quietEnd].compactMap(\.self).min()
    }

    /// Reads what is there, once.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer, now: ContinuousClock.Instant) {
        guard let source else { return }
        let count = Glibc.read(source.number, buffer.baseAddress, buffer.count)
        if count > 0 {
            if mask == nil { mask = EchoingMask(patterns.patterns) }
            mask?.mask(UnsafeRawBufferPointer(rebasing: buffer[..<count]), into: &pending)
            showAt = isWatched ? now + Self.pause : nil
            owed -= count
            if quietEnd != nil { quietEnd = now + Self.quietGrace }
            if owed <= 0, let busyEnd, now >= busyEnd { end() }
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
            // A terminal whose other end is closed answers EIO.
            end()
        }
    }

    /// Writes some of what waits.
    ///
    /// Call when the destination polls writable.
    mutating func write(now: ContinuousClock.Instant) {
        let count = pending.withUnsafeBytes { bytes in
            let rest = bytes[written...].prefix(chunk)
            return Glibc.write(destination, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        }
        if count < 0 {
            if errno != EINTR && errno != EAGAIN { lose(errno) }
            return
        }
        written += count
        guard written == pending.count else { return }
        pending.removeAll(keepingCapacity: true)
        written = 0
        if quietEnd != nil { quietEnd = now + Self.quietGrace }
    }

    /// Does what is due: shows kept-back bytes after a pause, and gives up on a silent descendant.
    mutating func tick(_ now: ContinuousClock.Instant) {
        if let showAt, now >= showAt, source != nil, !wantsWrite {
            mask?.showHeld(into: &pending)
            self.showAt = nil
        }
        if let quietEnd, now >= quietEnd, !wantsWrite { end() }
    }

    /// Notes that the command is over.
    ///
    /// What it wrote is still carried, however slow the reader. Of descendants that keep the output open, what they
    /// write within the grace is.
    mutating func commandEnded(now: ContinuousClock.Instant) {
        guard let source else { return }
        var available: Int32 = 0
        owed = ioctl(source.number, UInt(FIONREAD), &available) == 0 ? Int(available) : 0
        quietEnd = now + Self.quietGrace
        busyEnd = now + Self.busyGrace
    }

    /// Gives the destination up.
    ///
    /// The command's next write fails, as it would have without Slipway in between.
    mutating func lose(_ code: Int32) {
        if code != EPIPE && code != EIO { failure = code }
        source?.close()
        source = nil
        pending = []
        written = 0
    }

    private mutating func end() {
        guard source != nil else { return }
        source = nil
        mask?.finish(into: &pending)
    }
}
