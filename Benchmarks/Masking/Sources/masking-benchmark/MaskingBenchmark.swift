import FoundationEssentials
import SlipwayMasking

#if canImport(Glibc)
    @preconcurrency import Glibc
#else
    @preconcurrency import Darwin
#endif

/// Makes the masking benchmark's input, and measures with it.
///
///     masking-benchmark make COUNT MEGABYTES VALUES LOG [KIND]
///     masking-benchmark run VALUES LOG [ROUNDS]
///
/// The input is files so that other programs can be measured with the same: VALUES has one value a line.
@main
enum MaskingBenchmark {
    static func main() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "make" where arguments.count == 5:
            arguments.append(LogKind.rare.rawValue)
            fallthrough
        case "make" where arguments.count == 6:
            guard let count = Int(arguments[1]), let megabytes = Int(arguments[2]),
                let kind = LogKind(rawValue: arguments[5])
            else { return usage() }
            try make(count, megabytes: megabytes, kind, values: arguments[3], log: arguments[4])
        case "run" where arguments.count == 3:
            try run(values: arguments[1], log: arguments[2], rounds: 5)
        case "run" where arguments.count == 4:
            guard let rounds = Int(arguments[3]), rounds > 0 else { return usage() }
            try run(values: arguments[1], log: arguments[2], rounds: rounds)
        default: usage()
        }
    }

    private static func usage() {
        print("usage: masking-benchmark make COUNT MEGABYTES VALUES LOG [KIND] | run VALUES LOG [ROUNDS]")
        print("kinds:", LogKind.allCases.map(\.rawValue).joined(separator: ", "))
    }

    private static func make(
        _ count: Int,
        megabytes: Int,
        _ kind: LogKind,
        values valuesPath: String,
        log logPath: String
    ) throws {
        var workload = Workload(seed: 7)
        let values = workload.values(count)
        try Data(values.joined(separator: [0x0A]) + [0x0A]).write(to: URL(filePath: valuesPath))
        try Data(workload.log(kind, megabytes * 1_000_000, with: values)).write(to: URL(filePath: logPath))
    }

    /// Prints the median speed in megabytes a second of processor time; to standard error goes what was written.
    private static func run(values valuesPath: String, log logPath: String, rounds: Int) throws {
        let lines = try Data(contentsOf: URL(filePath: valuesPath)).split(separator: 0x0A)
        let log = try [UInt8](Data(contentsOf: URL(filePath: logPath)))
        let patterns = MaskingPatterns(values: lines.map { Array($0) })
        let times = (0..<rounds).map { _ in
            let start = clock()
            mask(log, patterns) { _ in }
            return Double(clock() - start) / Double(CLOCKS_PER_SEC)
        }
        print(Int(Double(log.count) / 1e6 / times.sorted()[rounds / 2]))
        var (masks, written) = (0, 0)
        mask(log, patterns) { output in
            masks += output.indices.count { output[$0...].starts(with: Masking.mask) }
            written += output.count
        }
        fputs("masks=\(masks) bytes=\(written)\n", stderr)
    }

    /// As `slipway run` does it: pieces of what a pipe holds, into one buffer that is emptied after each.
    private static func mask(_ log: [UInt8], _ patterns: MaskingPatterns, write: ([UInt8]) -> Void) {
        var stream = MaskingStream(patterns)
        var output: [UInt8] = []
        log.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = min(start + 65_536, bytes.count)
                stream.mask(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), into: &output)
                write(output)
                output.removeAll(keepingCapacity: true)
                start = end
            }
        }
        stream.finish(into: &output)
        write(output)
    }
}
