import Glibc
import Logging
import SlipwayModel

/// Writes log lines as `time=… level=… msg="…" key=value` to standard error: one line each, whatever a value holds.
struct LogfmtHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = "time=\(Self.time()) level=\(event.level.rawValue) msg=\(Self.quoted("\(event.message)"))"
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) where key != "hb.request.id" || all["request_id"] == nil
        {
            line += " \(key == "hb.request.id" ? "request_id" : key)=\(Self.quoted("\(value)"))"
        }
        Console.message(line)
    }

    private static func quoted(_ text: String) -> String {
        let escaped = PrintableText.escaped(text, limit: 2_048)
        let isPlain =
            !escaped.isEmpty
            && escaped.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "=") }
        return isPlain
            ? escaped
            : "\"" + escaped.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"") + "\""
    }

    private static func time() -> String {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Timestamp(milliseconds: Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000).rfc3339
    }
}
