import SlipwayWire

/// What a set command says when it is done: names, versions and sizes, never a value.
struct SetReport {
    let items: [SetRequest.Item]
    let result: VariableList
    let place: String

    func print(asJSON: Bool) throws {
        if asJSON { return try JSONOutput.print(Names(result)) }
        for (item, set) in zip(items, result.variables) {
            let version = set.version.map { "version \($0), " } ?? ""
            let count = item.value.bytes.count
            Console.message("set \(set.name) in \(place) (\(version)\(count) \(count == 1 ? "byte" : "bytes"))")
        }
    }

    /// The answer of a set without the values a plain variable's would carry.
    private struct Names: Encodable {
        struct Item: Encodable {
            let name: String
            let kind: String
            let version: Int64?
        }

        let app: String?
        let environment: String?
        let variables: [Item]

        init(_ list: VariableList) {
            app = list.app
            environment = list.environment
            variables = list.variables.map { Item(name: $0.name, kind: $0.kind, version: $0.version) }
        }
    }
}
