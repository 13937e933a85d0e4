@testable import SlipwayCrypto

extension DataKey {
    func seal(_ text: [UInt8], _ context: SealContext = .test) throws -> [UInt8] {
        let sealed = text.withUnsafeBytes { bytes in
            Result { () throws(CryptoError) in try seal(bytes, context: context) }
        }
        return try sealed.get()
    }

    func opened(_ blob: [UInt8], _ context: SealContext = .test) throws(CryptoError) -> [UInt8] {
        var opened: [UInt8] = []
        try open(blob, context: context) { opened = Array($0) }
        return opened
    }
}

extension SealContext {
    var bytes: [UInt8] { withBytes(after: UnsafeRawBufferPointer(start: nil, count: 0)) { Array($0) } }

    static let test = value(app: "myapp", environment: "production", name: "KEY", version: 1, kind: "secret")
}

extension [UInt8] {
    func flippingBit(_ bit: Int) -> [UInt8] {
        var copy = self
        copy[bit / 8] ^= 1 << UInt8(bit % 8)
        return copy
    }
}
