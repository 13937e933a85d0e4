/// The bytes of all patterns, one after the other, overwritten with zeros when released.
///
/// Patterns are slices of this; a pattern that is the beginning of another shares its bytes. `@unchecked Sendable`
/// holds because bytes are added only while `MaskingPatterns` is being made, by the one thread that makes it.
final class PatternBytes: @unchecked Sendable {
    private(set) var base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0
    private var capacity = 1024

    init() {
        base = .allocate(capacity: capacity)
    }

    deinit {
        release()
    }

    @inline(__always)
    func append(_ byte: UInt8) {
        if count == capacity { reserve(1) }
        base[count] = byte
        count += 1
    }

    func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Makes room, so that `base` stays where it is while the next `additional` bytes are appended.
    func reserve(_ additional: Int) {
        guard count + additional > capacity else { return }
        let grown = max(capacity * 2, count + additional)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: grown)
        moved.update(from: base, count: count)
        release()
        base = moved
        capacity = grown
    }

    /// Forgets everything from `newCount` on.
    func truncate(to newCount: Int) {
        count = min(count, newCount)
    }

    private func release() {
        UnsafeMutableRawBufferPointer(start: base, count: count).wipe()
        base.deallocate()
    }
}
