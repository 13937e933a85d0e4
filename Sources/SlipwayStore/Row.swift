import SlipwayModel

/// One row while it is lent: valid only inside the closure it was lent to.
public struct Row {
    private let columns: any RowColumns

    public init(columns: some RowColumns) { self.columns = columns }

    /// - Throws: `store_damaged` when the column holds something else.
    public func integer(_ column: Int) throws -> Int64 {
        guard columns.type(column) == .integer else { throw ResultRow.damaged(column) }
        return columns.integer(column)
    }

    /// The bytes of a text or blob column, in the memory of the engine.
    ///
    /// - Throws: `store_damaged` when the column holds something else.
    public func bytes(_ column: Int, _ kind: StoreValue.Kind) throws -> UnsafeRawBufferPointer {
        guard columns.type(column) == kind else { throw ResultRow.damaged(column) }
        return columns.bytes(column)
    }

    /// The same, or nothing for NULL.
    public func optionalBytes(_ column: Int, _ kind: StoreValue.Kind) throws -> UnsafeRawBufferPointer? {
        switch columns.type(column) {
        case kind: columns.bytes(column)
        case .null: nil
        default: throw ResultRow.damaged(column)
        }
    }

    /// A copy of a text column.
    ///
    /// - Throws: `store_damaged` when the column holds something else, or what is no UTF-8.
    public func text(_ column: Int) throws -> String {
        guard let text = String(utf8: try bytes(column, .text)) else { throw ResultRow.damaged(column) }
        return text
    }

    /// A copy that may be kept.
    public var result: ResultRow {
        ResultRow(
            (0..<columns.count).map { column in
                switch columns.type(column) {
                case .null: .null
                case .integer: .integer(columns.integer(column))
                case .text: .text(String(decoding: columns.bytes(column), as: UTF8.self))
                case .blob: .blob(Array(columns.bytes(column)))
                }
            }
        )
    }
}

/// How an engine gives out the columns of the row it is at.
///
/// What is asked for must be of the column's type.
public protocol RowColumns: AnyObject {
    var count: Int { get }
    func type(_ column: Int) -> StoreValue.Kind
    func integer(_ column: Int) -> Int64
    /// Valid until the engine goes to the next row.
    func bytes(_ column: Int) -> UnsafeRawBufferPointer
}
