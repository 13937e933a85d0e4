import SlipwayModel
import SlipwayWire

extension ServeConfiguration: Setting {
    enum Field: String, CaseIterable {
        case schema = "$schema"
        case address
        case port
        case tls
        case behindProxy = "behind_proxy"
        case store
        case masterKey = "master_key"
        case apiKeys = "api_keys"
        case permissions
        case permittedNames = "permitted_names"
        case secretHistory = "secret_history"
        case cacheMegabytes = "cache_megabytes"
        case logLevel = "log_level"
    }

    init(_ json: JSONValue) throws {
        let fields = try Fields<Field>(json)
        self.init()
        _ = try fields[.schema]?.string()
        if let host = try fields.text(.address, HostName.self) { address = host.text }
        if let number = try fields.number(.port, in: 0...65_535) { port = number }
        tls = try fields.setting(.tls)
        behindProxy = try fields[.behindProxy]?.boolean() ?? behindProxy
        store = try fields.setting(.store) ?? store
        masterKey = try fields.setting(.masterKey) ?? masterKey
        keys = try fields[.apiKeys]?.array().map(APIKeySetting.init) ?? keys
        permissions = try fields.setting(.permissions, PermissionsSetting.self)?.rules ?? permissions
        if let names = try fields.texts(.permittedNames, VariableName.self) { permittedNames = Set(names) }
        if let number = try fields.number(.secretHistory, in: 0...100) { secretHistory = number }
        if let number = try fields.number(.cacheMegabytes, in: 1...65_536) { cacheMegabytes = number }
        logLevel = try fields.text(.logLevel) ?? logLevel
        try checkKeysDiffer()
        try checkListening()
    }

    /// Throws when the server would answer other machines without encryption although nothing says it should.
    ///
    /// Reading the file checks this; who changes address or port afterwards checks again.
    func checkListening() throws(FieldProblem) {
        guard tls == nil, !behindProxy, !HostName.isLoopback(address) else { return }
        throw FieldProblem(
            path: .root.member(Field.address.rawValue),
            allowed: "127.0.0.1, ::1 or localhost as long as there is no TLS",
            hint: "Secrets would cross the network readable. Set \"tls\", or \"behind_proxy\": true when a proxy on a "
                + "private network ends TLS."
        )
    }

    private func checkKeysDiffer() throws(FieldProblem) {
        // By text, as the names: each kind of key costs a start something (docs/performance.md).
        var hashes: [String: Int] = [:]
        var names: [String: Int] = [:]
        for (index, key) in keys.enumerated() {
            let path = JSONPath.root.member(Field.apiKeys.rawValue).element(index)
            if let first = hashes.updateValue(index, forKey: Hex.encode(key.hash)) {
                throw FieldProblem(
                    path: path.member(APIKeySetting.Field.hash.rawValue),
                    allowed: "each hash once; this one stands in $.api_keys[\(first)] already"
                )
            }
            if let first = names.updateValue(index, forKey: key.name.text) {
                throw FieldProblem(
                    path: path.member(APIKeySetting.Field.name.rawValue),
                    allowed: "each name once; this one stands in $.api_keys[\(first)] already"
                )
            }
        }
    }
}
