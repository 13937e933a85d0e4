import SlipwayModel
import SlipwayStore

/// The variables that were read last, still sealed, and the lists of secrets that were asked for last.
///
/// Holds ciphertext and names only. A write removes what it changed before the writer hears that it succeeded, so a read
/// that begins after that never sees what was there before.
final class VariableCache: Sendable {
    struct Key: Hashable, Sendable {
        let scope: Scope
        let name: VariableName
    }

    typealias Ticket = BoundedCache<Key, SealedVariable?>.Ticket

    /// Nothing stands for a name that is known not to be set.
    let variables: BoundedCache<Key, SealedVariable?>
    let lists: BoundedCache<Scope, SecretList>

    /// - Parameter byteLimit: how many bytes are kept at most, half of them for lists.
    init(byteLimit: Int) {
        variables = BoundedCache(byteLimit: byteLimit / 2)
        lists = BoundedCache(byteLimit: byteLimit / 2)
    }

    /// Forgets variables that were changed, and the list that they stand in.
    func remove(_ names: [VariableName], in scope: Scope) {
        for name in names { variables.remove(Key(scope: scope, name: name)) }
        lists.remove(scope)
    }
}

/// A variable as it is stored, and where it belongs.
final class SealedVariable: Sendable {
    let stored: StoredVariable
    /// Whose key opens it: the environment or the global scope.
    let scope: Scope
    let environmentID: Int64

    init(stored: StoredVariable, scope: Scope, environmentID: Int64) {
        self.stored = stored
        self.scope = scope
        self.environmentID = environmentID
    }

    /// About how much memory it takes.
    var size: Int { 400 + (stored.sealed?.count ?? 0) }
}
