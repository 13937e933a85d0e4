#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Where a line break or a control sequence interrupts a window, none of its grams may stand where one is looked for.
///
/// What is before the interruption then ends with one of the grams; or, as a line break comes only after the prefix,
/// with fewer bytes of one than there are before a control sequence, and the rest of it is after that.
extension Prefilter {
    /// Adds the places where a pattern may begin that the line break near the sample at `place` interrupts.
    ///
    /// Every sample in such a window has a gram of the pattern, also after line breaks, or some of a line break among
    /// its bytes. Returns the place of the line feed, as `previous` for the next sample.
    func findBroken(_ place: Int, after previous: Int, _ text: UnsafePointer<UInt8>, _ places: PlaceSet) -> Int {
        let lineFeed = place + text.load8(at: place).lineFeeds.trailingZeroBitCount >> 3
        findGram(before: text.lineEnd(lineFeed), after: previous, text, places) { screen($0, text, places) }
        return lineFeed
    }

    /// Calls `body` with the place of the gram right before `interruption`, or before a line break close before that.
    ///
    /// Goes back from line break to line break, but not to `previous`, which was asked about before: so the time is
    /// linear also where there are many.
    @inline(__always)
    private func findGram(
        before interruption: Int,
        after previous: Int,
        _ text: UnsafePointer<UInt8>,
        _ places: PlaceSet,
        _ body: (Int) -> Void
    ) {
        var place = interruption - gramLength
        while place >= places.start {
            let word = text.load8(at: place)
            let lineFeeds = word.lineFeeds & gramMask
            guard lineFeeds != 0 else {
                if grams.query.mayContain(word) { body(place) }
                return
            }
            let lineFeed = place + lineFeeds.trailingZeroBitCount >> 3
            guard lineFeed > previous else { return }
            place = text.lineEnd(lineFeed) - gramLength
        }
    }

    /// Adds the places where a pattern may begin with a control sequence in its window.
    func findEscaped(_ text: UnsafeBufferPointer<UInt8>, _ places: PlaceSet) {
        guard let pointer = text.baseAddress else { return }
        var (place, previous) = (places.start + 1, -1)
        let end = places.end + window - 1
        // The C library's search takes the widest instructions that the processor has.
        while place < end, let found = memchr(pointer + place, Int32(TransparentSequence.escape), end - place) {
            let escape = UnsafeRawPointer(found) - UnsafeRawPointer(pointer)
            if mayInterrupt(escape, text) { findAround(escape, after: previous, text, places) }
            previous = escape
            place = escape + 1
        }
    }

    /// False if what is before the escape character and what is after its sequence stand side by side in no window.
    @inline(__always)
    private func mayInterrupt(_ escape: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = escape
        while position < text.count, text[position] == TransparentSequence.escape {
            guard position - escape <= TransparentSequence.longestGap else { return true }
            guard case .complete(let length, _) = TransparentSequence.at(position, in: text, allowingLineBreak: false)
            else { return true }
            position += length
        }
        guard position < text.count else { return true }
        let (before, after) = (text[escape - 1], text[position])
        return before < 0x20 || after < 0x20 || pairs.contains(before, after)
    }

    /// Looks at the grams right before the escape character at `escape` and across what may be a control sequence.
    private func findAround(
        _ escape: Int,
        after previous: Int,
        _ text: UnsafeBufferPointer<UInt8>,
        _ places: PlaceSet
    ) {
        guard let pointer = text.baseAddress else { return }
        findGram(before: escape, after: previous, pointer, places) { place in
            let first = mayHaveGram(before: place, pointer) ? place - stride + 1 : place
            let prefixEnd = min(escape - prefixLength, place)
            confirm(first, through: prefixEnd, pointer, places)
            places.insert(max(first, prefixEnd + 1), through: place)
        }
        let first = max(escape - gramLength + 1, places.start)
        // Near the end, words cannot be read.
        guard escape + 7 <= text.count else { return places.insert(first, through: escape - 1) }
        let visible = VisibleBytes(text, from: escape, count: gramLength - 1)
        if visible.reachesEnd { return places.insert(first, through: escape - 1) }
        if visible.countBeforeLineBreak < gramLength - 1 {
            // Enough for a prefix, then something that a walk knows more about.
            places.insert(first, through: escape - prefixLength + visible.countBeforeLineBreak)
        }
        let query = grams.query
        var place = escape - 1
        while place >= first {
            let count = UInt64(8 * (escape - place))
            let before = pointer.load8(at: place) & ~(UInt64.max &<< count)
            if query.mayContain(before | visible.bytes &<< count) {
                places.insert(max(place - stride + 1, first), through: place)
            }
            place -= stride
        }
    }
}

extension UnsafePointer<UInt8> {
    /// Where the line break that ends with `lineFeed`, which is not the text's first byte, begins.
    @inline(__always)
    func lineEnd(_ lineFeed: Int) -> Int { lineFeed &- (self[lineFeed &- 1] == 0x0D ? 1 : 0) }
}
