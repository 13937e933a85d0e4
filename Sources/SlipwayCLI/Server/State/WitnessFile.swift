import SlipwayModel
import SlipwayServices

/// `audit.witness`: one line with the count of entries and the hash of the chain after the last of them.
enum WitnessFile {
    static func load(_ path: String) -> AuditHeadWitness? {
        guard let bytes = try? FileAccess.contents(of: path, limit: 1_024) else { return nil }
        let parts = String(decoding: bytes, as: UTF8.self).split { $0 == " " || $0 == "\n" }
        guard parts.count == 2, let count = Int64(parts[0]), let hash = Hex.decode(String(parts[1])), hash.count == 32
        else { return nil }
        return AuditHeadWitness(count: count, hash: hash)
    }

    static func save(_ witness: AuditHeadWitness, to path: String) throws(FileError) {
        let place = try ReplacedFile(path: path)
        let old = try FileAccess.exists(path) ? FileAccess.contents(of: path, limit: 1_024) : nil
        let text = "\(witness.count) \(Hex.encode(witness.hash))\n"
        try place.replace(old, with: Array(text.utf8), limit: 1_024, newMode: 0o600) {}
    }
}
