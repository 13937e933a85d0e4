public import SlipwayModel
import SlipwayStore

/// One variable to set.
public struct Assignment: Sendable {
    public let name: VariableName
    public let value: SecretValue
    /// The version this set replaces; 0 when there must be none.
    ///
    /// Nothing: whatever there is.
    public let ifVersion: Int64?
    public let allowsEmpty: Bool

    public init(name: VariableName, value: SecretValue, ifVersion: Int64? = nil, allowsEmpty: Bool = false) {
        self.name = name
        self.value = value
        self.ifVersion = ifVersion
        self.allowsEmpty = allowsEmpty
    }
}

/// One variable as a list shows it.
public struct VariableRecord: Sendable {
    public let name: VariableName
    public let kind: VariableKind
    public let version: Int64
    public let updatedAt: Timestamp
    public let updatedBy: String
    /// Only for plain variables, and nothing when the stored value is damaged.
    public let value: SecretValue?

    init(_ stored: StoredVariable, value: SecretValue?, version: Int64? = nil) {
        name = stored.name
        kind = stored.kind
        self.version = version ?? stored.version
        updatedAt = stored.updatedAt
        updatedBy = stored.updatedBy
        self.value = value
    }
}
