import Glibc

/// The memory that the system reads a new program's arguments and environment from.
///
/// It holds values, so it is memory of its own: kept out of core dumps, and given back to the system, which clears it,
/// as soon as the block goes.
struct ExecBlock: ~Copyable {
    typealias Strings = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

    private let memory: UnsafeMutableRawPointer
    private let size: Int
    private let argumentCount: Int

    init(arguments: [[UInt8]], environment: ChildEnvironment) throws(RunFailure) {
        let variables = environment.variables
        let pointers = arguments.count + variables.count + 2
        let head = pointers * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride
        size =
            head + arguments.reduce(0) { $0 + $1.count + 1 }
            + variables.reduce(0) { $0 + $1.name.count + $1.value.count + 2 }
        argumentCount = arguments.count
        let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { throw .system("no memory for the command's environment", errno) }
        memory = mapped
        _ = madvise(mapped, size, Int32(MADV_DONTDUMP))

        // New memory is zero, so every string and both lists end by themselves.
        let strings = mapped.bindMemory(to: UnsafeMutablePointer<CChar>?.self, capacity: pointers)
        var end = mapped + head
        func append(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { end.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(end), byteCount: $0.count) }
            end += bytes.count
        }
        for (index, argument) in arguments.enumerated() {
            strings[index] = end.assumingMemoryBound(to: CChar.self)
            append(argument)
            end += 1
        }
        for (index, variable) in variables.enumerated() {
            strings[arguments.count + 1 + index] = end.assumingMemoryBound(to: CChar.self)
            append(variable.name)
            append([UInt8(ascii: "=")])
            append(variable.value)
            end += 1
        }
    }

    /// Lends the two lists, each ended by nil.
    borrowing func withLists<R>(_ body: (_ arguments: Strings, _ environment: Strings) -> R) -> R {
        let strings = memory.assumingMemoryBound(to: UnsafeMutablePointer<CChar>?.self)
        return body(strings, strings + argumentCount + 1)
    }

    deinit { _ = munmap(memory, size) }
}
