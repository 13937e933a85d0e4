import SlipwayModel

/// The app of a command that takes nothing else.
enum AppArgument {
    /// The app from `--app`, the only argument, or `slipway.json`.
    static func only(_ arguments: [String], option: String?) throws -> String {
        guard arguments.count + (option == nil ? 0 : 1) <= 1 else {
            throw CommandError.usage("there is more than one app: \(arguments.joined(separator: ", "))")
        }
        if let app = option ?? arguments.first { return try AppName(app).text }
        guard let linked = try AppLink.find() else {
            throw CommandError.usage(
                "which app? Name it as the first argument, with --app, or in slipway.json",
                hints: ["link this folder to an app with: slipway init APP"]
            )
        }
        return linked.app
    }
}
