/// An HTTP/1.1 answer as it came over a wire, read strictly (RFC 9112).
public struct RawAnswer: Sendable {
    public struct Malformed: Error, CustomStringConvertible {
        public let description: String
    }

    public let status: Int
    public let fields: [(name: String, value: String)]
    /// The body without its framing.
    public let body: [UInt8]
    /// How many chunks it came in; nothing when it was not chunked.
    public let chunks: Int?

    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The value of the only field of this name, whatever the case of either.
    public subscript(name: String) -> String? {
        let found = fields.filter { $0.name.lowercased() == name.lowercased() }
        return found.count == 1 ? found[0].value : nil
    }

    /// Whether the server says that it ends the connection after this.
    public var isLast: Bool { self["Connection"] == "close" }

    /// All answers in `bytes`, which end with the last of them.
    public static func all(in bytes: [UInt8]) throws -> [RawAnswer] {
        var (rest, answers) = (bytes, [RawAnswer]())
        while !rest.isEmpty {
            guard let answer = try take(from: &rest, isToHead: false, isEnded: true) else {
                throw Malformed(description: "an answer breaks off after \(answers.count) others")
            }
            answers.append(answer)
        }
        return answers
    }

    /// Takes the first answer off `bytes`; nothing when there is more to come of it.
    static func take(from bytes: inout [UInt8], isToHead: Bool, isEnded: Bool) throws -> RawAnswer? {
        var reader = Reader(rest: bytes[...])
        guard let line = try reader.line() else { return nil }
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, words[0] == "HTTP/1.1", words[1].utf8.count == 3, let status = Int(words[1]) else {
            throw Malformed(description: "not a status line: \(line.prefix(80))")
        }
        var fields: [(name: String, value: String)] = []
        while true {
            guard let line = try reader.line() else { return nil }
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: ":"), colon > line.startIndex,
                line[..<colon].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), line[colon...].hasPrefix(": ")
            else { throw Malformed(description: "not a header field: \(line.prefix(80))") }
            fields.append((String(line[..<colon]), String(line[colon...].dropFirst(2))))
        }
        let head = RawAnswer(status: status, fields: fields, body: [], chunks: nil)
        guard let (body, chunks) = try reader.body(of: head, isToHead: isToHead, isEnded: isEnded) else { return nil }
        bytes = Array(reader.rest)
        return RawAnswer(status: status, fields: fields, body: body, chunks: chunks)
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        /// The next line; nothing when its end has not come.
        mutating func line() throws -> String? {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            guard end > rest.startIndex, rest[end - 1] == UInt8(ascii: "\r") else {
                throw Malformed(description: "a line ends without CR")
            }
            defer { rest = rest[(end + 1)...] }
            return String(decoding: rest[..<(end - 1)], as: UTF8.self)
        }

        mutating func bytes(_ count: Int) -> [UInt8]? {
            guard rest.count >= count else { return nil }
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }

        mutating func body(of head: RawAnswer, isToHead: Bool, isEnded: Bool) throws -> ([UInt8], chunks: Int?)? {
            let (length, coding) = (head["Content-Length"], head["Transfer-Encoding"])
            guard length == nil || coding == nil else { throw Malformed(description: "a length and chunks") }
            if (100..<200).contains(head.status) || [204, 304].contains(head.status) {
                guard length == nil, coding == nil else { throw Malformed(description: "\(head.status) with a body") }
                return ([], nil)
            }
            if isToHead { return ([], nil) }
            if let length {
                guard let count = Int(length), count >= 0 else { throw Malformed(description: "the length \(length)") }
                return bytes(count).map { ($0, nil) }
            }
            guard let coding else {
                guard isEnded else { return nil }
                return bytes(rest.count).map { ($0, nil) }
            }
            guard coding == "chunked" else { throw Malformed(description: "the coding \(coding)") }
            return try chunked()
        }

        private mutating func chunked() throws -> ([UInt8], chunks: Int?)? {
            var (body, chunks) = ([UInt8](), 0)
            while true {
                guard let line = try line() else { return nil }
                guard line.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
                    let size = Int(line, radix: 16)
                else { throw Malformed(description: "the chunk size \(line.prefix(40))") }
                guard let part = bytes(size), let end = try self.line() else { return nil }
                guard end.isEmpty else { throw Malformed(description: "a chunk is longer than it says") }
                guard size > 0 else { return (body, chunks) }
                body += part
                chunks += 1
            }
        }
    }
}
