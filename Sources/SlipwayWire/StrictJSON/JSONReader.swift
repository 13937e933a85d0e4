/// Walks through a document once, from the first byte to the last.
///
/// Every access goes through ``peek`` or ``byte(at:)``, which know where the bytes end. Recursion is bounded by
/// `limits.depth`.
struct JSONReader {
    /// A reason and the offset it was found at; the outline adds line, column and path.
    struct Failure: Error {
        let reason: JSONError.Reason
        let offset: Int
        /// The way to the innermost value that was being read, from there outwards.
        var steps: [JSONPath.Step] = []
    }

    let bytes: UnsafeRawBufferPointer
    let limits: JSONLimits
    var offset = 0
    private var nodes = 0
    private var depth = 0

    init(bytes: UnsafeRawBufferPointer, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(Failure) -> JSONNode {
        switch (byte(at: 0), byte(at: 1), byte(at: 2)) {
        case (0xEF, 0xBB, 0xBF), (0xFE, 0xFF, _), (0xFF, 0xFE, _): throw failure(.byteOrderMark)
        default: break
        }
        skipSpace()
        let root = try value()
        skipSpace()
        guard offset == bytes.count else { throw unexpected(.trailingContent) }
        return root
    }

    var peek: UInt8? { byte(at: offset) }

    func byte(at index: Int) -> UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    func failure(_ reason: JSONError.Reason, at place: Int? = nil) -> Failure {
        Failure(reason: reason, offset: place ?? offset)
    }

    /// The failure for a byte that may not stand here, or for the end.
    func unexpected(_ reason: JSONError.Reason) -> Failure {
        guard let byte = peek else { return failure(.unexpectedEnd) }
        return switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "#"): failure(.comment)
        case 0x80...: failure(isText(at: offset) ? reason : .notUTF8)
        default: failure(reason)
        }
    }

    /// A value inside another one, `step` away.
    private mutating func value(at step: @autoclosure () -> JSONPath.Step) throws(Failure) -> JSONNode {
        do { return try value() } catch {
            throw Failure(reason: error.reason, offset: error.offset, steps: error.steps + [step()])
        }
    }

    private mutating func value() throws(Failure) -> JSONNode {
        nodes += 1
        guard nodes <= limits.nodes else { throw failure(.tooManyValues(limit: limits.nodes)) }
        guard let first = peek else { throw failure(.unexpectedEnd) }
        let start = offset
        switch first {
        case UInt8(ascii: "{"): return try nested { (reader: inout Self) throws(Failure) in try reader.object() }
        case UInt8(ascii: "["): return try nested { (reader: inout Self) throws(Failure) in try reader.array() }
        case UInt8(ascii: "\""):
            _ = try string()
            return JSONNode(.string, start..<offset)
        case UInt8(ascii: "t"): return try literal("true", .boolean)
        case UInt8(ascii: "f"): return try literal("false", .boolean)
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), 0x30...0x39:
            try number()
            return JSONNode(.number, start..<offset)
        default: throw unexpected(.unexpected(expected: "a value"))
        }
    }

    private mutating func nested(_ body: (inout Self) throws(Failure) -> JSONNode) throws(Failure) -> JSONNode {
        guard depth < limits.depth else { throw failure(.tooDeep(limit: limits.depth)) }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func array() throws(Failure) -> JSONNode {
        let start = offset
        var elements: [JSONNode] = []
        offset += 1
        skipSpace()
        guard peek != UInt8(ascii: "]") else {
            offset += 1
            return JSONNode(.array, start..<offset)
        }
        while true {
            elements.append(try value(at: .index(elements.count)))
            guard try comma(orEnd: UInt8(ascii: "]"), expected: "\",\" or \"]\"") else { break }
        }
        return JSONNode(.array, start..<offset, elements: elements)
    }

    private mutating func object() throws(Failure) -> JSONNode {
        let start = offset
        var members: [JSONNode.Member] = []
        var keys = JSONKeys()
        offset += 1
        skipSpace()
        guard peek != UInt8(ascii: "}") else {
            offset += 1
            return JSONNode(.object, start..<offset)
        }
        while true {
            let keyStart = offset
            guard peek == UInt8(ascii: "\"") else { throw unexpected(.unexpected(expected: "a key in double quotes")) }
            let key = text(try string())
            let keyRange = keyStart..<offset
            if let reason = keys.check(key, beside: members) { throw failure(reason, at: keyStart) }
            skipSpace()
            guard peek == UInt8(ascii: ":") else { throw unexpected(.unexpected(expected: "\":\" after a key")) }
            offset += 1
            skipSpace()
            members.append(JSONNode.Member(key: key, keyRange: keyRange, value: try value(at: .key(key))))
            guard try comma(orEnd: UInt8(ascii: "}"), expected: "\",\" or \"}\"") else { break }
        }
        return JSONNode(.object, start..<offset, members: members)
    }

    /// Reads what follows an element: true after a comma with something behind it, false after the closing bracket.
    private mutating func comma(orEnd end: UInt8, expected: String) throws(Failure) -> Bool {
        skipSpace()
        if peek == end {
            offset += 1
            return false
        }
        guard peek == UInt8(ascii: ",") else { throw unexpected(.unexpected(expected: expected)) }
        let comma = offset
        offset += 1
        skipSpace()
        guard peek != end else { throw failure(.trailingComma, at: comma) }
        return true
    }

    private mutating func literal(_ word: StaticString, _ kind: JSONNode.Kind) throws(Failure) -> JSONNode {
        let start = offset
        for index in 0..<word.utf8CodeUnitCount {
            guard let byte = byte(at: start + index) else { throw failure(.unexpectedEnd, at: bytes.count) }
            guard byte == word.utf8Start[index] else {
                throw failure(.unexpected(expected: "true, false or null"), at: start)
            }
        }
        offset += word.utf8CodeUnitCount
        return JSONNode(kind, start..<offset)
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }
}
