import FoundationEssentials
import SlipwayMasking

/// Makes the masking benchmark's input, or measures with it: `make COUNT MEGABYTES VALUES LOG`, `run VALUES LOG`.
///
/// The input is files so that other programs can be measured with the same.
@main
enum MaskingBenchmark {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch arguments.first {
        case "make" where arguments.count == 5:
            guard let count = Int(arguments[1]), let megabytes = Int(arguments[2]) else { return usage() }
            try make(count, megabytes: megabytes, values: arguments[3], log: arguments[4])
        case "run" where arguments.count == 3:
            try run(values: arguments[1], log: arguments[2])
        default: usage()
        }
    }

    private static func usage() { print("usage: masking-benchmark make COUNT MEGABYTES VALUES LOG | run VALUES LOG") }

    private static func make(_ count: Int, megabytes: Int, values valuesPath: String, log logPath: String) throws {
        var workload = Workload(seed: 7)
        let values = workload.values(count)
        try Data((values.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: valuesPath))
        try Data(workload.log(megabytes * 1_000_000, with: values)).write(to: URL(filePath: logPath))
    }

    /// Prints the median speed of five runs in megabytes a second.
    private static func run(values valuesPath: String, log logPath: String) throws {
        let lines = try Data(contentsOf: URL(filePath: valuesPath)).split(separator: UInt8(ascii: "\n"))
        let log = try [UInt8](Data(contentsOf: URL(filePath: logPath)))
        let patterns = MaskingPatterns(values: lines.map { Array($0) })
        let times = (0..<5).map { _ in
            ContinuousClock().measure { mask(log, patterns) }
        }
        let seconds = times.sorted()[2] / .seconds(1)
        print(Int(Double(log.count) / 1e6 / seconds))
    }

    /// As `slipway run` does it: pieces of what a pipe holds, into one buffer that is emptied after each.
    private static func mask(_ log: [UInt8], _ patterns: MaskingPatterns) {
        var stream = MaskingStream(patterns)
        var output: [UInt8] = []
        log.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                let end = min(start + 65_536, bytes.count)
                stream.mask(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), into: &output)
                output.removeAll(keepingCapacity: true)
                start = end
            }
        }
        stream.finish(into: &output)
    }
}
