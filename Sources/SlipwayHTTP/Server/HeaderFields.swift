import SlipwayModel

/// The header fields of a request, as they came.
///
/// Kept as bytes: most of them nobody asks for.
struct HeaderFields: Sendable {
    private struct Place {
        /// Where the name begins.
        let start: Int
        var nameEnd: Int
        var valueEnd: Int
    }

    private var bytes: [UInt8] = []
    private var places: [Place] = []

    init() {
        bytes.reserveCapacity(256)
        places.reserveCapacity(12)
    }

    func contains(_ name: StaticString) -> Bool { places.contains { has($0, name) } }

    /// The value of a field that a request may have once; `name` in lower case.
    ///
    /// - Throws: `invalid_request` when there are several.
    func one(_ name: StaticString) throws -> ArraySlice<UInt8>? {
        guard let first = places.firstIndex(where: { has($0, name) }) else { return nil }
        guard !places[(first + 1)...].contains(where: { has($0, name) }) else {
            throw SlipwayError(.invalidRequest, "there is more than one \(name) header")
        }
        return value(places[first])
    }

    /// The value of the last field of that name, in lower case.
    func last(_ name: StaticString) -> ArraySlice<UInt8>? { places.last { has($0, name) }.map(value) }

    private func value(_ place: Place) -> ArraySlice<UInt8> { bytes[place.nameEnd..<place.valueEnd] }

    private func has(_ place: Place, _ name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        guard place.nameEnd - place.start == count else { return false }
        return bytes.withUnsafeBufferPointer { bytes in
            (0..<count).allSatisfy { bytes[place.start + $0].isEqual(name.utf8Start[$0]) }
        }
    }

    // MARK: For the parser, which hands on names and values in pieces

    mutating func begin() {
        places.append(Place(start: bytes.count, nameEnd: bytes.count, valueEnd: bytes.count))
    }

    mutating func appendToName(_ piece: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: piece)
        places[places.count - 1].nameEnd = bytes.count
        places[places.count - 1].valueEnd = bytes.count
    }

    mutating func appendToValue(_ piece: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: piece)
        places[places.count - 1].valueEnd = bytes.count
    }
}

extension UInt8 {
    /// Letters match in either case; `character` must not be one in upper case.
    fileprivate func isEqual(_ character: UInt8) -> Bool {
        self == character || (0x41...0x5A).contains(self) && self | 0x20 == character
    }
}

extension Sequence<UInt8> {
    /// Compares with an ASCII word in lower case, whose letters may be written in either.
    func isEqual(_ word: StaticString) -> Bool {
        let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
        return elementsEqual(word) { $0.isEqual($1) }
    }
}
