import SlipwayModel

/// The variables of one kind in one place, in the order they were first set.
///
/// Does not change; what a caller makes of it can be kept with it.
public final class VariableList: Sendable {
    public let records: [VariableRecord]

    private let kept = Guarded<[UInt8]?>(nil)

    init(_ records: [VariableRecord]) { self.records = records }

    /// What `render` makes of the records, made once.
    ///
    /// The list of secrets is asked for again and again, and holds no value.
    public func rendered(_ render: ([VariableRecord]) -> [UInt8]) -> [UInt8] {
        if let bytes = kept.withLock({ $0 }) { return bytes }
        let bytes = render(records)
        kept.withLock { $0 = bytes }
        return bytes
    }

    /// About how much memory it takes, once rendered too.
    var size: Int { 400 + records.reduce(0) { $0 + 400 + 2 * $1.name.text.utf8.count } }
}
