import CSlipway

/// Says where in a text a pattern may begin, missing none and naming few others, without looking at every place.
///
/// Each pattern's first `window` bytes hold `stride` grams, groups of `gramLength` bytes. Looking at the gram at every
/// `stride`-th place of the text therefore meets one of them inside every occurrence. This is how Wu and Manber skip in
/// "A Fast Algorithm for Multi-Pattern Searching" (1994), with a step that is always the same: so each look-up is
/// independent of the one before, and the processor makes several at once.
///
/// A control sequence or a line break may stand inside an occurrence; `Prefilter+Interruptions.swift` has these.
struct Prefilter: Sendable {
    /// How many bytes of a pattern its occurrences are recognised by, at most; more would take more memory.
    private static let longestWindow = 24
    /// How many samples `find` looks at, at most, and one more.
    private static let sampleCapacity = PlaceSet.capacity + 1
    /// How many numbers `find` needs room for.
    static let scratchCapacity = 2 * sampleCapacity
    /// How far ahead of what is looked at the processor is told to fetch text: a page, since by itself it does not go
    /// from one page to the next.
    private static let prefetchDistance = 4096

    /// The bytes that must match without a line break among them before a walk begins.
    let prefixLength: Int
    let gramLength: Int
    let stride: Int
    let gramMask: UInt64
    let grams: BloomFilter
    /// The bytes side by side in windows.
    let pairs = BytePairs()
    /// Some pattern is found with line breaks after its prefix.
    let wraps: Bool
    private let prefixes: BloomFilter
    /// The bytes at the beginning of the prefixes, together with their number.
    private let beginnings: BloomFilter

    /// The shortest that a pattern can be.
    var window: Int { stride + gramLength - 1 }

    /// How many bytes the text must have from a place on for the prefilter to be asked about it.
    var lookahead: Int { stride + 8 }

    /// Makes the prefilter of patterns of which none is shorter than `prefixLength`.
    init(_ sorted: SortedPatterns, _ index: PrefixIndex, prefixLength: Int) {
        let patterns = sorted.patterns
        let base = UnsafePointer(sorted.bytes.base)
        let shortest = patterns.lazy.map { Int($0.length) }.min() ?? prefixLength
        let window = min(shortest, Self.longestWindow)
        self.prefixLength = prefixLength
        wraps = window > prefixLength && patterns.contains { $0.wraps }
        // Long grams occur seldom in other text, short ones leave long strides; this is the middle.
        gramLength = window < 10 ? 4 : 5
        stride = window - gramLength + 1
        gramMask = PrefixKey.mask(gramLength)
        // Sorted, so those with the same window stand together.
        let distinct = patterns.indices.filter { index in
            index == 0 || base.commonPrefix(patterns[index - 1], patterns[index]) < window
        }
        grams = BloomFilter(count: distinct.count * stride, length: gramLength)
        prefixes = BloomFilter(count: index.count, length: prefixLength)
        beginnings = BloomFilter(count: index.count * (prefixLength - 1), length: 8)
        for index in distinct {
            let pattern = base + patterns[index].offset
            for offset in 0..<stride { grams.insert(PrefixKey.load(pattern + offset, gramLength)) }
            for offset in 1..<window { pairs.insert(pattern[offset - 1], pattern[offset]) }
        }
        for root in 0..<index.count {
            let key = index.key(ofRoot: root)
            prefixes.insert(key)
            for length in 1..<prefixLength { beginnings.insert(key & PrefixKey.mask(length) | UInt64(length) << 56) }
        }
    }

    /// False for the first bytes of no pattern, and for most others; `key` has `prefixLength` bytes or fewer.
    func mayBegin(_ key: UInt64, length: Int) -> Bool {
        length == prefixLength
            ? prefixes.query.mayContain(key) : beginnings.query.mayContain(key | UInt64(length) << 56)
    }

    /// True where one of the patterns' grams stands, such as the first of a pattern, and at few other places.
    func hasGram(at pointer: UnsafePointer<UInt8>) -> Bool {
        grams.query.mayContain(PrefixKey.load(pointer, gramLength))
    }

    /// Adds to `places` each of its places where a pattern may begin, and few others.
    ///
    /// The caller guarantees that `text` holds `lookahead` bytes from each of the places on, and that `scratch` has
    /// room for `scratchCapacity` numbers.
    func find(in text: UnsafeBufferPointer<UInt8>, _ places: PlaceSet, _ scratch: UnsafeMutableBufferPointer<Int>) {
        guard let pointer = text.baseAddress, let hits = scratch.baseAddress else { return }
        let breaks = hits + Self.sampleCapacity
        var count = sample(pointer, from: places.start + stride - 1, to: places.end + stride - 1, hits)
        count.hits = keepLikely(hits, count.hits, pointer)
        for index in 0..<count.hits { screen(hits[index], pointer, places) }
        if wraps {
            count.breaks = keepBroken(breaks, count.breaks, pointer)
            var lineFeed = -1
            for index in 0..<count.breaks { lineFeed = findBroken(breaks[index], after: lineFeed, pointer, places) }
        }
        findEscaped(text, places)
    }

    // In the next three loops, a place is written each time and kept only if its bit is set: so there is no branch for
    // the processor to mispredict, and it makes many look-ups at once.

    /// Of each `stride`-th place from `start` up to `end`, writes to `scratch` those where a gram stands, and to its second
    /// half those with a line feed in as many bytes as a gram has, or right after them.
    @inline(never)
    private func sample(
        _ text: UnsafePointer<UInt8>,
        from start: Int,
        to end: Int,
        _ scratch: UnsafeMutablePointer<Int>
    ) -> (hits: Int, breaks: Int) {
        let grams = self.grams.query
        let (stride, breakMask) = (self.stride, PrefixKey.mask(gramLength + 1))
        var (hitCount, breakCount, place) = (0, 0, start)
        while place < end {
            slipway_prefetch(text + place, Self.prefetchDistance)
            let word = text.load8(at: place)
            scratch[hitCount] = place
            scratch[breakCount &+ Self.sampleCapacity] = place
            hitCount &+= grams.bit(word)
            breakCount &+= word.lineFeeds & breakMask == 0 ? 0 : 1
            place &+= stride
        }
        return (hitCount, breakCount)
    }

    /// Keeps the hits beside which another gram stands, or maybe a line break.
    @inline(never)
    private func keepLikely(_ hits: UnsafeMutablePointer<Int>, _ count: Int, _ text: UnsafePointer<UInt8>) -> Int {
        guard stride > 1 else { return count }
        let grams = self.grams.query
        let gramLength = self.gramLength
        var (kept, index) = (0, 0)
        while index < count {
            let place = hits[index]
            let isBroken = min(text[place &- 1], text[place &+ gramLength]) < 0x20 ? 1 : 0
            hits[kept] = place
            kept &+=
                grams.bit(text.load8(at: place &- 1)) | grams.bit(text.load8(at: place &+ 1)) | isBroken
            index &+= 1
        }
        return kept
    }

    /// Keeps the places with a line feed that has a gram right before it, or another line feed soon before it.
    @inline(never)
    private func keepBroken(_ places: UnsafeMutablePointer<Int>, _ count: Int, _ text: UnsafePointer<UInt8>) -> Int {
        let grams = self.grams.query
        let (gramLength, mask) = (self.gramLength, gramMask)
        var (kept, index) = (0, 0)
        while index < count {
            let place = places[index]
            let lineFeed = place &+ text.load8(at: place).lineFeeds.trailingZeroBitCount &>> 3
            let before = text.load8(at: text.lineEnd(lineFeed) &- gramLength)
            places[kept] = place
            kept &+= grams.bit(before) | (before.lineFeeds & mask == 0 ? 0 : 1)
            index &+= 1
        }
        return kept
    }

    /// Adds the places whose patterns may have the gram that stands at `place`.
    func screen(_ place: Int, _ text: UnsafePointer<UInt8>, _ places: PlaceSet) {
        var (first, last) = (place &- stride &+ 1, place)
        if stride > 1 {
            // A gram that is not a window's first has one of the same window before it, one that is not the last has
            // one after it; unless a line break is there.
            let grams = self.grams.query
            let follows = text[place &+ gramLength] < 0x20 || grams.mayContain(text.load8(at: place &+ 1))
            if !follows { last = first }
            if !mayHaveGram(before: place, text) { first = place }
        }
        // Where neither is there, nothing is left between them.
        confirm(first, through: last, text, places)
    }

    /// True if a gram stands at the place before `place`, or maybe a line break.
    @inline(__always)
    func mayHaveGram(before place: Int, _ text: UnsafePointer<UInt8>) -> Bool {
        place > 0 && (text[place &- 1] < 0x20 || grams.query.mayContain(text.load8(at: place &- 1)))
    }

    /// Adds the places from `first` through `last` where the text goes on as some window does, as far as can be seen.
    @inline(never)
    func confirm(_ first: Int, through last: Int, _ text: UnsafePointer<UInt8>, _ places: PlaceSet) {
        let prefixes = self.prefixes.query
        var place = max(first, places.start)
        let end = min(last &+ 1, places.end)
        while place < end {
            if prefixes.mayContain(text.load8(at: place)), mayHaveWindow(place, text) {
                places.insert(place, through: place)
            }
            place &+= 1
        }
    }

    /// True if a window's last gram stands where it would be, or maybe something interrupts the window.
    @inline(never)
    private func mayHaveWindow(_ place: Int, _ text: UnsafePointer<UInt8>) -> Bool {
        grams.query.mayContain(text.load8(at: place &+ stride &- 1))
            || (place..<place + window).contains { text[$0] < 0x20 }
    }
}
