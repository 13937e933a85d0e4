import Dispatch

/// Runs blocking work off the test's executor, which has as few threads as the machine has cores.
func onThread<R: Sendable>(_ work: @escaping @Sendable () throws -> R) async throws -> R {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue(label: "test").async { continuation.resume(with: Result { try work() }) }
    }
}
