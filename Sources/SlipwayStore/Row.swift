import SlipwayModel

/// One row while it is lent: valid only inside the closure it was lent to.
public struct Row {
    private let columns: any RowColumns

    public init(columns: some RowColumns) { self.columns = columns }

    /// - Throws: `store_damaged` when the column holds something else.
    public func integer(_ column: Int) throws -> Int64 {
        guard let integer = columns.integer(column) else { throw ResultRow.damaged(column) }
        return integer
    }

    /// The bytes of a text or blob column, in the memory of the engine.
    ///
    /// - Throws: `store_damaged` when the column holds something else.
    public func bytes(_ column: Int, _ kind: StoreValue.Kind) throws -> UnsafeRawBufferPointer {
        guard let bytes = columns.bytes(column, kind) else { throw ResultRow.damaged(column) }
        return bytes
    }

    /// The same, or nothing for NULL.
    public func optionalBytes(_ column: Int, _ kind: StoreValue.Kind) throws -> UnsafeRawBufferPointer? {
        if let bytes = columns.bytes(column, kind) { return bytes }
        guard columns.isNull(column) else { throw ResultRow.damaged(column) }
        return nil
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
                if let integer = columns.integer(column) { return .integer(integer) }
                if let text = columns.bytes(column, .text) { return .text(String(decoding: text, as: UTF8.self)) }
                return columns.bytes(column, .blob).map { .blob(Array($0)) } ?? .null
            }
        )
    }
}

/// How an engine gives out the columns of the row it is at.
public protocol RowColumns: AnyObject {
    var count: Int { get }
    func isNull(_ column: Int) -> Bool
    /// Nothing when the column holds no integer.
    func integer(_ column: Int) -> Int64?
    /// Valid until the engine goes to the next row; nothing when the column holds no text or blob, whichever is asked for.
    func bytes(_ column: Int, _ kind: StoreValue.Kind) -> UnsafeRawBufferPointer?
}
