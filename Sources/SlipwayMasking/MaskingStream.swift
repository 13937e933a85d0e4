/// Masks one stream of bytes, such as a process's standard output.
///
/// Every byte inside an occurrence of a pattern is masked; each run of such bytes becomes one `Masking.mask`, and every
/// other byte is unchanged, however the stream is cut into pieces. Held back are only bytes that may be the beginning
/// of a match: never more than the longest pattern, plus what a terminal's control sequences inside it take.
///
/// Not thread-safe; one per stream.
public struct MaskingStream {
    private let patterns: MaskingPatterns
    private var trieScanners: [TrieScanner]
    private var automatonScanner: AutomatonScanner?
    /// What each of the scanners found, the automaton's last.
    private var runs: [MaskedRuns]
    /// Bytes that are not decided yet, from `heldStart` on.
    private var held: [UInt8] = []
    private var heldStart = 0
    /// How many undecided bytes a mask already stands for.
    private var emitted = 0
    /// The last thing in the output is a mask, which a match that begins here goes on with.
    private var endsWithMask = false

    /// Input is taken in pieces of this size, so that it is still in the cache when it is copied to the output.
    private static let pieceLength = 64 * 1024
    /// How many bytes after those held back are looked at together with them, to begin with.
    private static let seamLength = 64

    /// Makes a stream at its beginning.
    public init(_ patterns: MaskingPatterns) {
        self.patterns = patterns
        trieScanners = patterns.matchers.map(TrieScanner.init)
        automatonScanner = patterns.automaton.map(AutomatonScanner.init)
        runs = Array(repeating: MaskedRuns(), count: patterns.matchers.count + 1)
    }

    /// Appends to `output` the masked form of all bytes that are decided.
    ///
    /// Bytes that could still be the beginning of a match are held back.
    public mutating func mask(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        input.withMemoryRebound(to: UInt8.self) { bytes in
            var start = 0
            while start < bytes.count {
                let end = min(start + Self.pieceLength, bytes.count)
                mask(piece: UnsafeBufferPointer(rebasing: bytes[start..<end]), into: &output)
                start = end
            }
        }
    }

    /// Appends to `output` the masked form of all bytes that are decided.
    ///
    /// Bytes that could still be the beginning of a match are held back.
    public mutating func mask(_ input: [UInt8], into output: inout [UInt8]) {
        input.withUnsafeBytes { mask($0, into: &output) }
    }

    /// The stream ended: appends what was held back, masked where it matches.
    public mutating func finish(into output: inout [UInt8]) {
        scanHeld(isFinal: true, into: &output)
        self = MaskingStream(patterns)
    }

    private mutating func mask(piece: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        let rest = maskHeld(followedBy: piece, into: &output)
        guard !rest.isEmpty else { return }
        let decided = scan(rest, isFinal: false, into: &output)
        held.removeAll(keepingCapacity: true)
        heldStart = 0
        held.append(contentsOf: rest[decided...])
    }

    /// Masks what is held back together with as many bytes of `piece` as it takes to decide about it.
    ///
    /// Returns the bytes of `piece` that are not held back and not decided.
    private mutating func maskHeld(
        followedBy piece: UnsafeBufferPointer<UInt8>,
        into output: inout [UInt8]
    ) -> UnsafeBufferPointer<UInt8> {
        var taken = 0
        while heldStart < held.count, taken < piece.count {
            // Few bytes at first: mostly they do, and are copied for nothing else.
            let next = min(max(2 * taken, Self.seamLength), piece.count)
            held.append(contentsOf: piece[taken..<next])
            taken = next
            scanHeld(isFinal: false, into: &output)
            let undecided = held.count - heldStart
            guard undecided > taken else { return UnsafeBufferPointer(rebasing: piece[(taken - undecided)...]) }
        }
        return UnsafeBufferPointer(rebasing: piece[taken...])
    }

    private mutating func scanHeld(isFinal: Bool, into output: inout [UInt8]) {
        let buffer = held
        heldStart += buffer.withUnsafeBufferPointer {
            scan(UnsafeBufferPointer(rebasing: $0[heldStart...]), isFinal: isFinal, into: &output)
        }
        guard heldStart == held.count || heldStart > Self.pieceLength && heldStart > held.count / 2 else { return }
        held.removeSubrange(..<heldStart)
        heldStart = 0
    }

    /// Scans all bytes that are not decided, emits those that now are, and returns their number.
    private mutating func scan(
        _ text: UnsafeBufferPointer<UInt8>,
        isFinal: Bool,
        into output: inout [UInt8]
    ) -> Int {
        var decided = text.count
        for index in trieScanners.indices {
            trieScanners[index].scan(text, isFinal: isFinal, into: &runs[index])
            decided = min(decided, trieScanners[index].decided)
        }
        automatonScanner?.scan(text, isFinal: isFinal, into: &runs[trieScanners.count])
        decided = min(decided, automatonScanner?.decided ?? decided)
        emit(text, to: decided, into: &output)
        for index in trieScanners.indices { trieScanners[index].shift(by: decided) }
        automatonScanner?.shift(by: decided)
        for index in runs.indices { runs[index].shift(by: decided) }
        emitted -= decided
        return decided
    }

    private mutating func emit(_ text: UnsafeBufferPointer<UInt8>, to decided: Int, into output: inout [UInt8]) {
        while let run = takeRun(beginningBy: decided) {
            if run.start > emitted {
                output.append(contentsOf: text[emitted..<run.start])
                endsWithMask = false
            }
            if !endsWithMask { output.append(contentsOf: Masking.mask) }
            endsWithMask = true
            emitted = max(emitted, run.end)
        }
        guard decided > emitted else { return }
        output.append(contentsOf: text[emitted..<decided])
        emitted = decided
        endsWithMask = false
    }

    /// The earliest run of any scanner, if it begins at or before `limit`.
    private mutating func takeRun(beginningBy limit: Int) -> MaskedRuns.Run? {
        var earliest: MaskedRuns.Run?
        var owner = 0
        for index in runs.indices {
            guard let run = runs[index].next, run.start <= limit, run.start < earliest?.start ?? .max else { continue }
            earliest = run
            owner = index
        }
        if earliest != nil { runs[owner].removeNext() }
        return earliest
    }
}

/// What is held back may be part of a value, so nothing of it is shown, however the stream is printed.
extension MaskingStream: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "MaskingStream(redacted)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
