/// `GET …/audit`: one page, newest first.
public struct AuditList: Codable, Sendable, Hashable {
    public let entries: [AuditLine.Entry]
    /// Pass as `before` for the next page; nothing when this is the last.
    public let next: Int64?

    public init(entries: [AuditLine.Entry], next: Int64?) {
        self.entries = entries
        self.next = next
    }
}

/// One line of an export: an entry or a checkpoint.
public struct AuditLine: Codable, Sendable, Hashable {
    public let entry: Entry?
    public let checkpoint: Checkpoint?

    public init(entry: Entry) {
        self.entry = entry
        checkpoint = nil
    }

    public init(checkpoint: Checkpoint) {
        entry = nil
        self.checkpoint = checkpoint
    }

    public struct Entry: Codable, Sendable, Hashable {
        public let sequence: Int64
        /// RFC 3339, UTC, with milliseconds.
        public let time: String
        public let actor: String
        public let action: String
        public let subject: String
        public let app: String?
        public let environment: String?
        public let name: String?
        public let version: Int64?
        public let detail: String?
        public let remote: String
        public let via: String
        public let request: String

        public init(
            sequence: Int64,
            time: String,
            actor: String,
            action: String,
            subject: String,
            app: String?,
            environment: String?,
            name: String?,
            version: Int64?,
            detail: String?,
            remote: String,
            via: String,
            request: String
        ) {
            self.sequence = sequence
            self.time = time
            self.actor = actor
            self.action = action
            self.subject = subject
            self.app = app
            self.environment = environment
            self.name = name
            self.version = version
            self.detail = detail
            self.remote = remote
            self.via = via
            self.request = request
        }
    }

    public struct Checkpoint: Codable, Sendable, Hashable {
        public let count: Int64
        /// 64 hexadecimal digits.
        public let hash: String
        public let time: String
        /// 128 hexadecimal digits.
        public let signature: String

        public init(count: Int64, hash: String, time: String, signature: String) {
            self.count = count
            self.hash = hash
            self.time = time
            self.signature = signature
        }
    }
}

/// `GET /api/v1/audit/verification`.
public struct AuditVerification: Codable, Sendable, Hashable {
    public let intact: Bool
    public let count: Int64?
    public let checkpoints: Int?
    /// The first entry that is wrong or missing.
    public let firstBroken: Int64?
    public let reason: String?
    /// Ed25519, 64 hexadecimal digits.
    public let publicKey: String

    public init(
        intact: Bool,
        count: Int64? = nil,
        checkpoints: Int? = nil,
        firstBroken: Int64? = nil,
        reason: String? = nil,
        publicKey: String
    ) {
        self.intact = intact
        self.count = count
        self.checkpoints = checkpoints
        self.firstBroken = firstBroken
        self.reason = reason
        self.publicKey = publicKey
    }

    enum CodingKeys: String, CodingKey {
        case intact, count, checkpoints, reason
        case firstBroken = "first_broken"
        case publicKey = "public_key"
    }
}

extension AuditList: JSONWritable {
    public var sizeHint: Int { 64 + entries.count * 400 }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.name("entries")
        writer.beginArray()
        for entry in entries { entry.write(to: &writer) }
        writer.endArray()
        writer.member("next", ifPresent: next)
        writer.endObject()
    }
}

extension AuditLine: JSONWritable {
    public var sizeHint: Int { 400 }

    public func write(to writer: inout JSONWriter) {
        writer.beginObject()
        if let entry {
            writer.name("entry")
            entry.write(to: &writer)
        }
        if let checkpoint {
            writer.name("checkpoint")
            writer.beginObject()
            writer.member("count", ifPresent: checkpoint.count)
            writer.member("hash", checkpoint.hash)
            writer.member("time", checkpoint.time)
            writer.member("signature", checkpoint.signature)
            writer.endObject()
        }
        writer.endObject()
    }
}

extension AuditLine.Entry {
    fileprivate func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("sequence", ifPresent: sequence)
        writer.member("time", time)
        writer.member("actor", actor)
        writer.member("action", action)
        writer.member("subject", subject)
        writer.member("app", ifPresent: app)
        writer.member("environment", ifPresent: environment)
        writer.member("name", ifPresent: name)
        writer.member("version", ifPresent: version)
        writer.member("detail", ifPresent: detail)
        writer.member("remote", remote)
        writer.member("via", via)
        writer.member("request", request)
        writer.endObject()
    }
}
