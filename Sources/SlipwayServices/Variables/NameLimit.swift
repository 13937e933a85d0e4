import SlipwayModel

/// How many names one request may carry.
///
/// Each can cost an entry in the audit trail, refused requests included, so that one request must not be worth thousands.
enum NameLimit {
    static let most = 256

    static func check(_ count: Int) throws {
        guard count <= most else {
            throw SlipwayError(.invalidRequest, "there are \(count) names in the request; the most is \(most)")
        }
    }
}
