import SlipwayClient
import SlipwayModel

/// What both unset commands do.
struct UnsetCommand {
    let names: [String]
    let ifVersion: Int64?
    let place: String
    let context: ErrorContext

    func run(_ connection: Connection, _ path: VariablePath, asJSON: Bool) async throws {
        guard names.count == 1, let name = names.first else {
            throw CommandError.usage("give the one name to unset", hints: ["run the command once for each name"])
        }
        let variable = try VariableName(name).text
        var context = context
        context.name = variable
        let ifVersion = ifVersion
        try await connection.with(context) { client in
            try await client.unset(variable, ifVersion: ifVersion, in: path)
        }
        if asJSON { return try JSONOutput.print(["unset": variable]) }
        Console.message("unset \(variable) in \(place)")
    }
}
