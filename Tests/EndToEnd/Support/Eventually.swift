/// Something that was waited for did not come.
struct DeadlinePassed: Error, CustomStringConvertible {
    let description: String
}

/// Waits until `condition` gives a value.
///
/// The deadline is for a busy machine; a healthy run is nowhere near it.
func eventually<R>(
    _ what: String,
    seconds: Int = 90,
    _ condition: () async throws -> R?
) async throws -> R {
    let end = ContinuousClock.now + .seconds(seconds)
    while true {
        if let result = try await condition() { return result }
        guard ContinuousClock.now < end else { throw DeadlinePassed(description: "\(what): not within \(seconds) s") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
