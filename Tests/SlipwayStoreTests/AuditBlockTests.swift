import SlipwayModel
import SlipwayTesting
import Testing

@testable import SlipwayStore

@Suite("Entries of the trail in one row")
struct AuditBlockTests {
    private static func entry(_ number: Int64) -> UnplacedEntry {
        UnplacedEntry(
            AuditEvent(
                time: Timestamp(milliseconds: number),
                actor: "a\(number)@example.com",
                action: .read,
                subject: .secret,
                app: number % 3 == 0 ? nil : "app-\(number)",
                name: "N\(number)",
                origin: AuditEvent.Origin(remote: "::1", via: "http", request: "r")
            )
        )
    }

    private static func block(_ numbers: ClosedRange<Int64>) -> AuditBlock {
        var block = AuditBlock(first: numbers.lowerBound)
        for number in numbers {
            block.append(entry(number), at: number, previous: number / 2) { encoding, tag in
                tag.copyBytes(from: encoding.suffix(tag.count))
            }
        }
        return block
    }

    /// What a reader gives until the end, or until it says that something is wrong.
    private static func read(_ bytes: [UInt8], first: Int64) -> (entries: [Int64], isWhole: Bool) {
        bytes.withUnsafeBytes { bytes in
            var found: [Int64] = []
            do {
                var reader = try AuditBlock.Reader(bytes, first: first)
                while let entry = try reader.next() {
                    found.append(entry.sequence)
                    // Everything that is lent lies in the block.
                    #expect(entry.encoding.count + entry.tag.count + (entry.app?.count ?? 0) <= 2 * bytes.count)
                }
                return (found, true)
            } catch {
                return (found, false)
            }
        }
    }

    @Test("A4 what was put in is read back, in order, with what is stored beside it")
    func roundTrip() throws {
        let block = Self.block(40...55)
        #expect(block.isFull && !block.isEmpty && block.first == 40)
        try block.bytes.withUnsafeBytes { bytes in
            var reader = try AuditBlock.Reader(bytes, first: 40)
            for number in Int64(40)...55 {
                let stored = try #require(try reader.next())
                var encoding: [UInt8] = []
                Self.entry(number).encode(at: number, into: &encoding)
                #expect(stored.sequence == number && stored.previous == number / 2)
                #expect(Array(stored.encoding) == encoding && Array(stored.tag) == Array(encoding.suffix(16)))
                #expect(stored.app.map { String(decoding: $0, as: UTF8.self) } == (try stored.entry()).event.app)
            }
            #expect(try reader.next() == nil && reader.isAtEnd)
        }
    }

    @Test(
        "A4 a block of another number than its entries have is damaged",
        arguments: [0, 1, 39, 41, -40, .max] as [Int64]
    )
    func misplaced(first: Int64) {
        #expect(Self.read(Self.block(40...42).bytes, first: first) == ([], false))
    }

    @Test("A4 W4 a number at the end of all numbers is read, and what would follow it is damage")
    func greatest() {
        let bytes = Self.block(.max ... .max).bytes
        #expect(Self.read(bytes, first: .max) == ([.max], true))
        #expect(Self.read(bytes + bytes.dropFirst(), first: .max) == ([.max], false))
    }

    @Test("A4 W4 whatever the bytes are, reading them ends, with entries in order or with damage", arguments: 0..<4)
    func fuzz(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let whole = Self.block(7...12).bytes
        for _ in 0..<4_000 {
            var bytes = whole
            switch generator.int(0...3) {
            case 0: bytes.removeLast(generator.int(0...whole.count))
            case 1: bytes = (0..<generator.int(0...200)).map { _ in UInt8(generator.int(0...255)) }
            case 2: bytes.insert(UInt8(generator.int(0...255)), at: generator.int(0...whole.count))
            default: break
            }
            for _ in 0..<generator.int(0...3) where !bytes.isEmpty {
                bytes[generator.int(0...bytes.count - 1)] = UInt8(generator.int(0...255))
            }
            let found = Self.read(bytes, first: 7).entries
            #expect(found == Array(7..<7 + Int64(found.count)))
            #expect(found.count <= 6)
        }
    }
}
