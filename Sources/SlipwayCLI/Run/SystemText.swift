import Glibc

/// The system's own words for an error number.
func systemText(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
}

/// The text of a path or command for a message: lossy, and with control characters shown as `?`, so that a name
/// cannot steer the terminal it is printed on.
func printable(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }, as: UTF8.self)
}
