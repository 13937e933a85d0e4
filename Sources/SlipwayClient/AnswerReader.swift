/// Reads one HTTP/1.1 answer off a wire: its head, then its body part by part (RFC 9112).
struct AnswerReader {
    private static let headLimit = 64 << 10

    /// How the rest of the body is delimited.
    private enum Rest {
        case bytes(Int)
        /// Chunks, each with its length before it; none has come yet.
        case chunks
        /// What is left of a chunk, whose line end and further chunks follow.
        case chunk(Int)
        case untilClosed
        case nothing
    }

    private let wire: any Wire
    /// What came and was not used yet.
    private var buffer: [UInt8] = []
    private var rest = Rest.nothing

    init(_ wire: any Wire) { self.wire = wire }

    /// The head of the answer.
    ///
    /// Interim answers (1xx) are passed over.
    mutating func head() async throws(WireFailure) -> AnswerHead {
        while true {
            guard let head = AnswerHead(lines: try await headLines()) else { throw .malformed }
            if (100..<200).contains(head.status) { continue }
            rest = try Self.rest(head)
            return head
        }
    }

    /// The next part of the body, or nothing at its end.
    mutating func part() async throws(WireFailure) -> [UInt8]? {
        switch rest {
        case .nothing: return nil
        case .untilClosed:
            let part = try await some()
            return part.isEmpty ? nil : part
        case .bytes(let count):
            guard let part = try await some(atMost: count) else { return nil }
            rest = .bytes(count - part.count)
            return part
        case .chunks: return try await nextChunk()
        case .chunk(let count):
            if let part = try await some(atMost: count) {
                rest = .chunk(count - part.count)
                return part
            }
            guard try await line().isEmpty else { throw .malformed }
            return try await nextChunk()
        }
    }

    /// The rest of the body in one piece, or nothing when it breaks off or has more than `limit` bytes.
    mutating func body(upTo limit: Int) async -> [UInt8]? {
        var body: [UInt8] = []
        do throws(WireFailure) {
            while let part = try await part() {
                body += part
                guard body.count <= limit else { return nil }
            }
        } catch {
            return nil
        }
        return body
    }

    private mutating func nextChunk() async throws(WireFailure) -> [UInt8]? {
        let digits = try await line().prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: " ") }
        guard let size = Self.count(String(decoding: digits, as: UTF8.self), radix: 16) else { throw .malformed }
        if let part = try await some(atMost: size) {
            rest = .chunk(size - part.count)
            return part
        }
        while try await !line().isEmpty {}
        rest = .nothing
        return nil
    }

    /// What there is of the next `count` bytes, which must come; nothing when there are none to come.
    private mutating func some(atMost count: Int) async throws(WireFailure) -> [UInt8]? {
        guard count > 0 else { return nil }
        let bytes = try await some()
        guard !bytes.isEmpty else { throw .closed }
        guard bytes.count > count else { return bytes }
        buffer = Array(bytes[count...])
        return Array(bytes[..<count])
    }

    private mutating func some() async throws(WireFailure) -> [UInt8] {
        guard !buffer.isEmpty else { return try await wire.receive() }
        defer { buffer = [] }
        return buffer
    }

    private mutating func headLines() async throws(WireFailure) -> [[UInt8]] {
        var (lines, size): ([[UInt8]], Int) = ([], 0)
        while true {
            let line = try await line()
            size += line.count + 2
            guard size <= Self.headLimit else { throw .malformed }
            if line.isEmpty, !lines.isEmpty { return lines }
            lines.append(line)
        }
    }

    /// The bytes up to the next line end, which is taken too.
    private mutating func line() async throws(WireFailure) -> [UInt8] {
        while true {
            if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
                var line = Array(buffer[..<end])
                buffer.removeFirst(end + 1)
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                return line
            }
            guard buffer.count <= Self.headLimit else { throw .malformed }
            let more = try await wire.receive()
            guard !more.isEmpty else { throw .closed }
            buffer += more
        }
    }

    private static func rest(_ head: AnswerHead) throws(WireFailure) -> Rest {
        if head.status == 204 || head.status == 304 { return .nothing }
        if let coding = head["transfer-encoding"] {
            guard coding.lowercased() == "chunked" else { throw .malformed }
            return .chunks
        }
        guard let length = head["content-length"] else { return .untilClosed }
        guard let count = count(length, radix: 10) else { throw .malformed }
        return .bytes(count)
    }

    /// A number of bytes: digits and nothing else, no sign.
    private static func count(_ text: String, radix: Int) -> Int? {
        guard let first = text.utf8.first, first >= UInt8(ascii: "0") else { return nil }
        return Int(text, radix: radix)
    }
}

/// The status and the header fields of an answer.
struct AnswerHead {
    let status: Int
    private let fields: [(name: String, value: String)]

    init?(lines: [[UInt8]]) {
        let texts = lines.map { String(decoding: $0, as: UTF8.self) }
        guard let first = texts.first, first.hasPrefix("HTTP/1.") else { return nil }
        let words = first.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[1].utf8.count == 3, let status = Int(words[1]), status >= 100 else {
            return nil
        }
        self.status = status
        fields = texts.dropFirst().compactMap { line in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            return (line[..<colon].lowercased(), String(value.prefix { $0 != " " && $0 != "\t" }))
        }
    }

    /// The first word of the first field of this name, which is given in lower case.
    subscript(name: String) -> String? { fields.first { $0.name == name }?.value }
}
