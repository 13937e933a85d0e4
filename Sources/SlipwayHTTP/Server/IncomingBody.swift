import NIOCore
import SlipwayModel
import Synchronization

/// The body of a request, which may still be on its way.
///
/// Whoever answers the request collects it; the connection adds to it. What nobody collects is not kept beyond
/// ``lookahead``.
final class IncomingBody: Sendable {
    /// How many bytes the connection reads before somebody wants them.
    static let lookahead = 64 << 10

    private enum State {
        case complete(ByteBuffer)
        case arriving(ByteBuffer, onDemand: @Sendable () -> Void)
        case awaited(ByteBuffer, limit: Int, CheckedContinuation<ByteBuffer, any Error>)
        case failed(SlipwayError)
    }

    private let state: Mutex<State>

    init(_ bytes: ByteBuffer) { state = Mutex(.complete(bytes)) }

    /// A body whose rest will follow; `onDemand` is called once, when somebody wants it.
    init(arriving bytes: ByteBuffer, onDemand: @escaping @Sendable () -> Void) {
        state = Mutex(.arriving(bytes, onDemand: onDemand))
    }

    /// The whole body when it has come; nothing while some of it is on its way.
    ///
    /// - Throws: `body_too_large` over `limit` bytes.
    func received(upTo limit: Int) throws -> ByteBuffer? {
        let bytes: ByteBuffer? = state.withLock { state in if case .complete(let bytes) = state { bytes } else { nil } }
        if let bytes, bytes.readableBytes > limit { throw Self.tooLarge(limit) }
        return bytes
    }

    /// The whole body.
    ///
    /// Call once. Throws `body_too_large` over `limit` bytes, `invalid_request` when the body broke off.
    func collect(upTo limit: Int) async throws -> ByteBuffer {
        let failure: SlipwayError? = state.withLock { state in
            switch state {
            case .failed(let error): return error
            case .arriving(let bytes, _) where bytes.readableBytes > limit:
                let error = Self.tooLarge(limit)
                state = .failed(error)
                return error
            case .complete(let bytes) where bytes.readableBytes > limit: return Self.tooLarge(limit)
            case .arriving, .awaited, .complete: return nil
            }
        }
        if let failure { throw failure }
        return try await withCheckedThrowingContinuation { continuation in
            let next: (() -> Void)? = state.withLock { state in
                switch state {
                case .arriving(let bytes, let onDemand):
                    state = .awaited(bytes, limit: limit, continuation)
                    return onDemand
                case .complete(let bytes): return { continuation.resume(returning: bytes) }
                case .failed(let error): return { continuation.resume(throwing: error) }
                case .awaited:
                    return { continuation.resume(throwing: SlipwayError(.internalError, "a body was collected twice")) }
                }
            }
            next?()
        }
    }

    /// How many bytes wait for somebody to want them; nothing when somebody does.
    var unclaimed: Int? {
        state.withLock { state in
            guard case .arriving(let bytes, _) = state else { return nil }
            return bytes.readableBytes
        }
    }

    func append(_ part: ByteBuffer) {
        var part = part
        let refused: (@Sendable () -> Void)? = state.withLock { state in
            switch state {
            case .arriving(var bytes, let onDemand):
                bytes.writeBuffer(&part)
                state = .arriving(bytes, onDemand: onDemand)
            case .awaited(var bytes, let limit, let continuation):
                guard bytes.readableBytes + part.readableBytes <= limit else {
                    let error = Self.tooLarge(limit)
                    state = .failed(error)
                    return { continuation.resume(throwing: error) }
                }
                bytes.writeBuffer(&part)
                state = .awaited(bytes, limit: limit, continuation)
            case .complete, .failed: break
            }
            return nil
        }
        refused?()
    }

    func finish() {
        let waiting: (@Sendable () -> Void)? = state.withLock { state in
            switch state {
            case .arriving(let bytes, _): state = .complete(bytes)
            case .awaited(let bytes, _, let continuation):
                state = .complete(bytes)
                return { continuation.resume(returning: bytes) }
            case .complete, .failed: break
            }
            return nil
        }
        waiting?()
    }

    /// The rest will not come: what is wrong with it is the client's doing.
    func breakOff() {
        let error = SlipwayError(.invalidRequest, "the body broke off or is not framed as HTTP wants it")
        let waiting: (@Sendable () -> Void)? = state.withLock { state in
            switch state {
            case .arriving: state = .failed(error)
            case .awaited(_, _, let continuation):
                state = .failed(error)
                return { continuation.resume(throwing: error) }
            case .complete, .failed: break
            }
            return nil
        }
        waiting?()
    }

    private static func tooLarge(_ limit: Int) -> SlipwayError {
        SlipwayError(.bodyTooLarge, "the body has more than \(limit) bytes")
    }
}
