import CNIOLLHTTP
import NIOHTTP1

/// What llhttp has told of a request so far.
///
/// A parser's `data` points to it. Callbacks answer 0 to go on, and -1 to give the request up.
struct ParsedMessage {
    /// In bytes, of the target, a name, or a value.
    private static let partLimit = 16 << 10
    /// In bytes, of all of them together.
    private static let headLimit = 32 << 10
    private static let fieldLimit = 64

    private enum Place {
        case target
        case name
        case value
    }

    /// Set once it is whole, for whoever reads it to take.
    var head: RequestHead?
    /// Where parts of the body lie in ``input``.
    var pieces: [Range<Int>] = []
    /// Where the bytes that are being read begin.
    var input: UnsafeRawPointer?
    /// Some of it has come, and not all.
    private(set) var hasBegun = false
    /// Set when the request has ended, for whoever reads it to unset.
    var isComplete = false

    private var target: [UInt8] = []
    private var fields = HeaderFields()
    private var place = Place.target
    private var partSize = 0
    private var headSize = 0
    private var fieldCount = 0
    /// Fields behind the body are counted, and not kept.
    private var isPastHead = false

    /// Has every parser of these settings tell its message what it finds.
    static func listen(_ settings: UnsafeMutablePointer<llhttp_settings_t>) {
        c_nio_llhttp_settings_init(settings)
        settings.pointee.on_message_begin = { ParsedMessage.of($0)?.pointee.begin() ?? -1 }
        settings.pointee.on_url = { ParsedMessage.of($0)?.pointee.takeTarget($1, $2) ?? -1 }
        settings.pointee.on_header_field = { ParsedMessage.of($0)?.pointee.takeName($1, $2) ?? -1 }
        settings.pointee.on_header_field_complete = { ParsedMessage.of($0)?.pointee.endName() ?? -1 }
        settings.pointee.on_header_value = { ParsedMessage.of($0)?.pointee.takeValue($1, $2) ?? -1 }
        settings.pointee.on_headers_complete = { parser in
            guard let parser else { return -1 }
            let keepsAlive = c_nio_llhttp_should_keep_alive(parser) == 1
            return ParsedMessage.of(parser)?.pointee.endHead(parser.pointee, keepsAlive: keepsAlive) ?? -1
        }
        settings.pointee.on_body = { ParsedMessage.of($0)?.pointee.takeBody($1, $2) ?? -1 }
        settings.pointee.on_message_complete = { parser in
            // Or the next request is taken to have as long a body (github.com/nodejs/llhttp/issues/202).
            parser?.pointee.content_length = 0
            return ParsedMessage.of(parser)?.pointee.end() ?? -1
        }
    }

    private static func of(_ parser: UnsafeMutablePointer<llhttp_t>?) -> UnsafeMutablePointer<ParsedMessage>? {
        parser?.pointee.data?.assumingMemoryBound(to: ParsedMessage.self)
    }

    private mutating func begin() -> CInt {
        hasBegun = true
        return 0
    }

    private mutating func takeTarget(_ start: UnsafePointer<CChar>?, _ count: Int) -> CInt {
        target.append(contentsOf: UnsafeRawBufferPointer(start: start, count: count))
        return grow(by: count)
    }

    private mutating func takeName(_ start: UnsafePointer<CChar>?, _ count: Int) -> CInt {
        if place != .name {
            (place, partSize) = (.name, 0)
            fieldCount += 1
            guard fieldCount <= Self.fieldLimit else { return -1 }
            if !isPastHead { fields.begin() }
        }
        if !isPastHead { fields.appendToName(UnsafeRawBufferPointer(start: start, count: count)) }
        return grow(by: count)
    }

    private mutating func endName() -> CInt {
        // llhttp lets a name be empty.
        guard place == .name, partSize > 0 else { return -1 }
        (place, partSize) = (.value, 0)
        return 0
    }

    private mutating func takeValue(_ start: UnsafePointer<CChar>?, _ count: Int) -> CInt {
        guard place == .value else { return -1 }
        if !isPastHead { fields.appendToValue(UnsafeRawBufferPointer(start: start, count: count)) }
        return grow(by: count)
    }

    private mutating func endHead(_ parser: llhttp_t, keepsAlive: Bool) -> CInt {
        guard parser.http_major == 1 else { return -1 }
        head = RequestHead(
            method: HTTPMethod(llhttp_method(UInt32(parser.method))),
            target: target,
            fields: fields,
            isHTTP11: parser.http_minor >= 1,
            keepsAlive: keepsAlive
        )
        isPastHead = true
        return 0
    }

    private mutating func takeBody(_ start: UnsafePointer<CChar>?, _ count: Int) -> CInt {
        guard let start, let input else { return -1 }
        let offset = UnsafeRawPointer(start) - input
        pieces.append(offset..<offset + count)
        return 0
    }

    /// Stops the parser, so that what follows is not read before it is wanted.
    private mutating func end() -> CInt {
        (hasBegun, isComplete) = (false, true)
        // Whoever has the head has these.
        (target, fields) = ([], HeaderFields())
        (place, partSize, headSize, fieldCount, isPastHead) = (.target, 0, 0, 0, false)
        return CInt(HPE_PAUSED.rawValue)
    }

    private mutating func grow(by count: Int) -> CInt {
        partSize += count
        headSize += count
        return partSize <= Self.partLimit && headSize <= Self.headLimit ? 0 : -1
    }
}

extension HTTPMethod {
    fileprivate init(_ method: llhttp_method) {
        switch method {
        case HTTP_GET: self = .GET
        case HTTP_HEAD: self = .HEAD
        case HTTP_POST: self = .POST
        case HTTP_PUT: self = .PUT
        case HTTP_PATCH: self = .PATCH
        case HTTP_DELETE: self = .DELETE
        default: self = HTTPMethod(rawValue: String(cString: c_nio_llhttp_method_name(method)))
        }
    }
}
