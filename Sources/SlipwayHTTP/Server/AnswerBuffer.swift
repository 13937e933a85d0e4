import NIOCore
import SlipwayModel

/// The memory in which a connection writes one answer after the other.
struct AnswerBuffer {
    /// The most memory that is kept from one answer to the next, in bytes.
    private static let keptSize = 4 << 10

    private(set) var bytes = ByteBuffer()
    private var date = HTTPDate()

    /// Writes the head of an answer, with room for `count` bytes behind it.
    mutating func begin(
        _ response: Response,
        in exchange: Exchange,
        _ length: ResponseHead.Length,
        keepsAlive: Bool,
        at time: Timestamp,
        before count: Int = 0
    ) {
        bytes.clear(minimumCapacity: ResponseHead.ordinarySize + count)
        ResponseHead.write(
            response,
            id: exchange.id,
            length: length,
            keepsAlive: keepsAlive,
            date: date.text(at: time),
            to: &bytes
        )
    }

    mutating func append(_ body: [UInt8]) { bytes.writeBytes(body) }

    /// Keeps the memory of an answer that has left for the next one, wiped.
    ///
    /// Of a large one, or one that the channel still has to send, nothing is kept.
    mutating func wipe() {
        let size = bytes.readableBytes
        guard bytes.capacity <= Self.keptSize else { return bytes = ByteBuffer() }
        let isWiped: Void? = bytes.modifyIfUniquelyOwned { bytes in
            bytes.clear()
            bytes.writeRepeatingByte(0, count: size)
        }
        if isWiped == nil { bytes = ByteBuffer() }
    }
}
