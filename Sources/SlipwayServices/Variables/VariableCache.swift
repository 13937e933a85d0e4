import SlipwayModel
import SlipwayStore
import Synchronization

/// The sealed variables of the environments that were read last, so that an injection needs no query.
///
/// Holds ciphertext only. A write empties it before the writer hears that it succeeded, so a read that begins after
/// that never sees what was there before.
final class VariableCache: Sendable {
    private struct State {
        var generation: UInt64 = 0
        var environments: [Scope: SealedEnvironment] = [:]
        var size = 0
    }

    private let state = Mutex(State())
    private let byteLimit: Int

    /// - Parameter byteLimit: how many bytes of ciphertext are kept at most.
    init(byteLimit: Int = 16 << 20) {
        self.byteLimit = byteLimit
    }

    func invalidate() {
        state.withLock { state in
            state.generation &+= 1
            state.environments.removeAll()
            state.size = 0
        }
    }

    func environment(
        _ scope: Scope,
        load: () async throws -> SealedEnvironment
    ) async throws -> SealedEnvironment {
        let (cached, generation) = state.withLock { ($0.environments[scope], $0.generation) }
        if let cached { return cached }
        let loaded = try await load()
        state.withLock { state in
            // A write came in between: what was loaded may be what it replaced.
            guard state.generation == generation, loaded.size <= byteLimit else { return }
            if state.size + loaded.size > byteLimit {
                state.environments.removeAll()
                state.size = 0
            }
            if state.environments.updateValue(loaded, forKey: scope) == nil { state.size += loaded.size }
        }
        return loaded
    }
}

/// What one environment injects, still sealed: its own variables over the global ones.
struct SealedEnvironment: Sendable {
    struct Item: Sendable {
        let variable: StoredVariable
        /// Whose key opens it: the environment or the global scope.
        let scope: Scope
        let environmentID: Int64
    }

    /// In order of name.
    let items: [Item]
    let size: Int

    init(items: [Item]) {
        self.items = items
        size = items.reduce(0) { $0 + ($1.variable.sealed?.count ?? 0) + 200 }
    }

    func item(_ name: VariableName) -> Item? {
        var (low, high) = (0, items.count)
        while low < high {
            let middle = (low + high) / 2
            if items[middle].variable.name < name { low = middle + 1 } else { high = middle }
        }
        return low < items.count && items[low].variable.name == name ? items[low] : nil
    }
}
