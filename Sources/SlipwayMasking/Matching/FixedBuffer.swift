import Glibc

/// A fixed number of trivial elements at a stable address, overwritten with zeros when released.
///
/// Arrays would need a closure per buffer around the scanning loops, and leave their contents behind in freed memory.
/// `@unchecked Sendable` holds because elements are written only while `MaskingPatterns` is being made, by the one
/// thread that makes it; afterwards every user only reads.
final class FixedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
    let elements: UnsafeMutableBufferPointer<Element>

    /// Makes a buffer in which every element is `value`.
    init(repeating value: Element, count: Int) {
        elements = Self.allocate(count)
        elements.initialize(repeating: value)
    }

    /// A large table, which is looked up in at random, lies in pages of 2 MB where the system has them: small pages that
    /// happen to share places of the processor's cache drive each other out of it.
    private static func allocate(_ count: Int) -> UnsafeMutableBufferPointer<Element> {
        let (size, page) = (count * MemoryLayout<Element>.stride, 2 << 20)
        guard size >= page / 8 else { return .allocate(capacity: count) }
        let whole = (size + page - 1) / page * page
        let memory = UnsafeMutableRawPointer.allocate(byteCount: whole, alignment: page)
        // Advice: without it the memory is as good.
        madvise(memory, whole, MADV_HUGEPAGE)
        return UnsafeMutableBufferPointer(start: memory.bindMemory(to: Element.self, capacity: count), count: count)
    }

    /// Makes a buffer with a copy of the array's elements.
    init(_ array: [Element]) {
        elements = .allocate(capacity: array.count)
        _ = elements.initialize(from: array)
    }

    var count: Int { elements.count }

    subscript(index: Int) -> Element {
        get { elements[index] }
        set { elements[index] = newValue }
    }

    deinit {
        UnsafeMutableRawBufferPointer(elements).wipe()
        elements.deallocate()
    }
}

extension UnsafeMutableRawBufferPointer {
    /// Overwrites the memory with zeros, also where the optimiser can see that it is freed next.
    func wipe() {
        guard let baseAddress else { return }
        initializeMemory(as: UInt8.self, repeating: 0)
        keep(baseAddress)
    }
}

/// Does nothing, but the optimiser must take it to read the memory, so what was written there is really written.
@inline(never)
@_optimize(none)
private func keep(_ memory: UnsafeMutableRawPointer) {}
