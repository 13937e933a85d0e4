/// One way of percent-encoding: what it leaves as it is, and how it writes a space.
private struct PercentEncoding {
    let unreserved: ByteSet
    let spaceIsPlus: Bool

    private init(_ punctuation: StaticString, spaceIsPlus: Bool = false) {
        unreserved = ByteSet.alphanumeric.union(ByteSet(punctuation))
        self.spaceIsPlus = spaceIsPlus
    }

    static let all = [
        PercentEncoding("-._~"),  // RFC 3986
        PercentEncoding("-._~", spaceIsPlus: true),  // quote_plus, Go's QueryEscape
        PercentEncoding("-._~/"),  // Python's quote, paths
        PercentEncoding("-._~!*'()"),  // encodeURIComponent
        PercentEncoding("-._~!*'()", spaceIsPlus: true),
        PercentEncoding("-._*", spaceIsPlus: true),  // HTML forms, Java's URLEncoder
        PercentEncoding("-._~!*'();,/?:@&=+$#"),  // encodeURI
        PercentEncoding("-._~!$&'()*+,;="),  // user names and passwords inside URLs
    ]
}

extension PatternCollector {
    /// Adds the subject percent-encoded, with hexadecimal digits of both cases.
    mutating func addURL(_ subject: Subject) {
        guard !subject.contents.isSubset(of: .alphanumeric) else { return }
        for encoding in PercentEncoding.all where !subject.contents.isSubset(of: encoding.unreserved) {
            for isUpper in [true, false] {
                let start = bytes.count
                for byte in subject.bytes {
                    if encoding.unreserved.contains(byte) {
                        bytes.append(byte)
                    } else if byte == UInt8(ascii: " "), encoding.spaceIsPlus {
                        bytes.append(UInt8(ascii: "+"))
                    } else {
                        bytes.append(UInt8(ascii: "%"))
                        bytes.appendHex(byte, upper: isUpper)
                    }
                }
                commit(from: start)
            }
        }
    }
}
