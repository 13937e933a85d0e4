/// Hands the requests of a connection to the one task that answers them; both are on its event loop.
final class RequestHandover {
    /// One that the task has not taken yet.
    private var request: Request?
    /// The task, while it waits for one.
    private var taker: UnsafeContinuation<Request?, Never>?
    private var hasEnded = false

    /// The next request; nothing once there will be none.
    func next() async -> Request? {
        if let request = request.take() { return request }
        guard !hasEnded else { return nil }
        return await withUnsafeContinuation { taker = $0 }
    }

    func hand(_ request: Request) {
        if let taker = taker.take() { taker.resume(returning: request) } else { self.request = request }
    }

    func end() {
        (hasEnded, request) = (true, nil)
        taker.take()?.resume(returning: nil)
    }
}
