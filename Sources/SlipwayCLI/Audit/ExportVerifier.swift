import Glibc
import SlipwayCrypto
import SlipwayModel
import SlipwayWire

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Checks an exported trail by its public key: recomputes the chain and compares it with the signed checkpoints.
struct ExportVerifier {
    private static let lineLimit = 64 << 10

    let publicKey: [UInt8]

    /// - Throws: ``CommandError`` when the file cannot be read. Whatever stands in it is answered, not thrown.
    func verify(_ path: String) throws -> AuditVerification {
        guard let file = fopen(path, "re") else {
            throw CommandError(
                "the file \(path) cannot be opened: \(String(cString: strerror(errno)))",
                status: .notFound
            )
        }
        defer { fclose(file) }
        var (count, hash, sealed, checkpoints) = (Int64(0), AuditChain.start, Int64(0), 0)
        var isExportLast = false
        func broken(_ sequence: Int64, _ reason: String) -> AuditVerification {
            AuditVerification(intact: false, firstBroken: sequence, reason: reason, publicKey: Hex.encode(publicKey))
        }
        while let line = try Self.line(file) {
            guard let parsed = Self.parse(line) else { return broken(count + 1, "the line is not one of an export") }
            if let entry = parsed.entry {
                guard entry.sequence == count + 1 else { return broken(count + 1, "the entry is missing") }
                guard let encoding = AuditEntry(entry)?.canonicalEncoding else {
                    return broken(count + 1, "the entry was altered")
                }
                count += 1
                isExportLast = entry.action == AuditAction.export.rawValue
                hash = AuditChain.hash(after: hash, entry: encoding)
            } else if let checkpoint = parsed.checkpoint {
                guard checkpoint.count == count, count > sealed, Hex.decode(checkpoint.hash) == hash,
                    isSigned(checkpoint)
                else {
                    return broken(sealed + 1, "entries \(sealed + 1) to \(count) are not the ones that were signed")
                }
                sealed = count
                checkpoints += 1
            }
        }
        // Every export ends with the entry about itself: one that was cut at an earlier checkpoint does not.
        guard isExportLast || sealed < count else {
            return broken(count + 1, "the end of the trail is missing: an export ends with the entry about itself")
        }
        guard sealed == count, count > 0 else {
            return broken(
                sealed + 1,
                "the end of the trail is missing: no checkpoint vouches for what follows entry \(sealed)"
            )
        }
        return AuditVerification(intact: true, count: count, checkpoints: checkpoints, publicKey: Hex.encode(publicKey))
    }

    private func isSigned(_ checkpoint: AuditLine.Checkpoint) -> Bool {
        guard let hash = Hex.decode(checkpoint.hash), let time = Timestamp(checkpoint.time),
            let signature = Hex.decode(checkpoint.signature)
        else { return false }
        let bytes = AuditCheckpoint.signedBytes(count: checkpoint.count, hash: hash, time: time)
        return AuditChain.isValid(signature: signature, over: bytes, publicKey: publicKey)
    }

    private static func parse(_ line: [UInt8]) -> AuditLine? {
        guard let outline = try? JSONOutline(line), hasOnlyKnownFields(outline.root),
            let parsed = try? JSONDecoder().decode(AuditLine.self, from: Data(line)),
            (parsed.entry == nil) != (parsed.checkpoint == nil)
        else { return nil }
        return parsed
    }

    /// A field that the chain does not cover could say anything, and would seem to be vouched for.
    private static func hasOnlyKnownFields(_ line: JSONNode) -> Bool {
        line.members.allSatisfy { member in
            guard let known = fields[member.key] else { return false }
            return member.value.members.allSatisfy { known.contains($0.key) }
        }
    }

    private static let fields: [String: Set<String>] = [
        "entry": [
            "sequence", "time", "actor", "action", "subject", "app", "environment", "name", "version", "detail",
            "remote", "via", "request",
        ],
        "checkpoint": ["count", "hash", "time", "signature"],
    ]

    /// The next line without its end; nothing at the end of the file.
    private static func line(_ file: UnsafeMutablePointer<FILE>) throws -> [UInt8]? {
        var buffer: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(buffer) }
        let count = getline(&buffer, &capacity, file)
        guard count > 0, let buffer else { return nil }
        var bytes = Array(UnsafeRawBufferPointer(start: buffer, count: count))
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        return bytes.count > lineLimit ? [] : bytes
    }
}

extension AuditEntry {
    /// Nothing when a field cannot be what the trail writes.
    fileprivate init?(_ entry: AuditLine.Entry) {
        guard let time = Timestamp(entry.time), time.rfc3339 == entry.time,
            let action = AuditAction(rawValue: entry.action),
            let subject = AuditSubject(rawValue: entry.subject)
        else { return nil }
        self.init(
            sequence: entry.sequence,
            event: AuditEvent(
                time: time,
                actor: entry.actor,
                action: action,
                subject: subject,
                app: entry.app,
                environment: entry.environment,
                name: entry.name,
                version: entry.version,
                detail: entry.detail,
                origin: AuditEvent.Origin(remote: entry.remote, via: entry.via, request: entry.request)
            )
        )
    }
}
