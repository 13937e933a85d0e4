public import SlipwayModel

/// The error a call fails with, when it is one of ours.
public func failure<R>(_ body: () async throws -> R) async -> SlipwayError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? SlipwayError ?? SlipwayError(.internalError, "not one of ours: \(error)")
    }
}
