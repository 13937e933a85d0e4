/// Why a server does not start: one sentence, and what to do about it.
struct StartError: Error, Sendable {
    let message: String
    let hint: String?

    init(_ message: String, hint: String? = nil) {
        self.message = message
        self.hint = hint
    }
}
