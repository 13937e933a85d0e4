import SlipwayTesting

/// Something that was waited for did not come.
struct DeadlinePassed: Error, CustomStringConvertible {
    let description: String
}

/// Waits until `condition` gives a value.
func eventually<R>(
    _ what: String,
    _ condition: () async throws -> R?
) async throws -> R {
    let end = ContinuousClock.now + .seconds(Deadline.seconds)
    while true {
        if let result = try await condition() { return result }
        guard ContinuousClock.now < end else {
            throw DeadlinePassed(description: "\(what): not within \(Deadline.seconds) s")
        }
        try await Task.sleep(for: .milliseconds(5))
    }
}
