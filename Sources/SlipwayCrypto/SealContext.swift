/// The place a sealed blob belongs to, authenticated with it so that the blob opens nowhere else.
///
/// The encoding is a label, then each part with its length as 4 bytes big-endian before it, so that no two different
/// places have the same bytes.
public struct SealContext: Sendable, Equatable {
    private enum Place: Sendable, Equatable {
        case value(app: String, environment: String, name: String, version: String, kind: String)
        case dataKey(app: String, environment: String)
        case auditKeys

        var label: String {
            switch self {
            case .value: "slipway value 1"
            case .dataKey: "slipway data key 1"
            case .auditKeys: "slipway audit keys 1"
            }
        }

        /// Hands on each part, in the order of the encoding.
        func parts(_ part: (String) -> Void) {
            switch self {
            case .value(let app, let environment, let name, let version, let kind):
                part(app)
                part(environment)
                part(name)
                part(version)
                part(kind)
            case .dataKey(let app, let environment):
                part(app)
                part(environment)
            case .auditKeys: break
            }
        }
    }

    private let place: Place

    private init(_ place: Place) { self.place = place }

    /// One version of one variable.
    ///
    /// Global variables have an empty app and environment.
    public static func value(app: String, environment: String, name: String, version: Int64, kind: String) -> Self {
        Self(.value(app: app, environment: environment, name: name, version: String(version), kind: kind))
    }

    /// The data key of one environment.
    public static func dataKey(app: String, environment: String) -> Self {
        Self(.dataKey(app: app, environment: environment))
    }

    /// The keys of the audit trail.
    public static let auditKeys = Self(.auditKeys)

    /// Lends `header` with the encoding behind it.
    ///
    /// Each opening of a value needs them once: so they are put together where they are lent, and not kept.
    func withBytes<R>(after header: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let label = place.label
        var count = header.count + label.utf8.count
        place.parts { count += 4 + $0.utf8.count }
        return withUnsafeTemporaryAllocation(byteCount: count, alignment: 1) { bytes in
            bytes.copyMemory(from: header)
            var end = Self.put(label, into: bytes, at: header.count)
            place.parts { part in
                precondition(end + 4 <= count, "a place has more parts than were counted")
                let length = UInt32(truncatingIfNeeded: part.utf8.count).bigEndian
                bytes.storeBytes(of: length, toByteOffset: end, as: UInt32.self)
                end = Self.put(part, into: bytes, at: end + 4)
            }
            precondition(end == count, "a place has fewer parts than were counted")
            return body(UnsafeRawBufferPointer(bytes))
        }
    }

    /// The end of what was put there.
    private static func put(_ text: String, into bytes: UnsafeMutableRawBufferPointer, at start: Int) -> Int {
        var text = text
        return text.withUTF8 { text in
            precondition(text.count <= bytes.count - start, "a place is longer than was counted")
            UnsafeMutableRawBufferPointer(rebasing: bytes[start...]).copyMemory(from: UnsafeRawBufferPointer(text))
            return start + text.count
        }
    }
}
