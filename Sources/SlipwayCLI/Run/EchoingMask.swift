import SlipwayMasking

/// Masks what a person is watching.
///
/// A masking stream keeps back bytes that could begin a value until it has seen what follows. Between keystrokes nothing
/// follows, so a prompt or an echoed letter would stay hidden. After a pause ``showHeld(into:)`` lets out the
/// first few of those bytes, never more than ``mostShown``, while the stream still matches them: if they do begin a
/// value, its rest is masked. That shows no more than a value that is too short to be masked at all.
struct EchoingMask {
    /// How many leading bytes of a value a pause can show.
    static let mostShown = 3

    private var stream: MaskingStream
    private var shown: [UInt8] = []

    init(_ patterns: MaskingPatterns) { stream = MaskingStream(patterns) }

    /// Appends what can be shown of the text so far and `bytes`.
    mutating func mask(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        let start = output.count
        stream.mask(bytes, into: &output)
        dropShown(&output, from: start)
    }

    /// Appends what was still kept back; the text is over.
    mutating func finish(into output: inout [UInt8]) {
        let start = output.count
        stream.finish(into: &output)
        dropShown(&output, from: start)
    }

    /// Appends the first bytes of what is kept back, unless they have been shown before.
    mutating func showHeld(into output: inout [UInt8]) {
        var ended = stream
        var held: [UInt8] = []
        ended.finish(into: &held)
        let limit = held.starts(with: Masking.mask) ? Masking.mask.count : Self.mostShown
        let visible = held.prefix(limit)
        guard visible.count > shown.count, visible.starts(with: shown) else { return }
        output += visible.dropFirst(shown.count)
        shown = Array(visible)
    }

    private mutating func dropShown(_ output: inout [UInt8], from start: Int) {
        guard !shown.isEmpty, output.count > start else { return }
        var same = 0
        while same < shown.count, start + same < output.count, output[start + same] == shown[same] { same += 1 }
        output.removeSubrange(start..<(start + same))
        // A difference means that the shown bytes began a value, and its mask came instead.
        shown = output.count > start ? [] : Array(shown.dropFirst(same))
    }
}
