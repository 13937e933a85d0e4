/// Values such as teams keep, and a log such as servers write; the same ones in every run.
struct Workload {
    private var random: Random

    init(seed: UInt64) { random = Random(state: seed) }

    /// API keys, hexadecimal and base64 tokens, and passwords, each of its own.
    mutating func values(_ count: Int) -> [String] {
        (0..<count).map { index in
            switch index % 4 {
            case 0: "sk_live_" + text(24, from: Self.alphanumeric)
            case 1: text(64, from: Self.hexadecimal)
            case 2: text(43, from: Self.base64)
            default: text(20, from: Self.alphanumeric)
            }
        }
    }

    /// Lines of a server's log until there are `bytes` of them; one in a hundred holds one of the values.
    mutating func log(_ bytes: Int, with values: [String]) -> [UInt8] {
        var log: [UInt8] = []
        log.reserveCapacity(bytes + 512)
        var line = 0
        while log.count < bytes {
            line += 1
            let value = line % 100 == 0 ? values[random.below(values.count)] : nil
            log.append(contentsOf: self.line(line, holding: value).utf8)
        }
        return log
    }

    private mutating func line(_ number: Int, holding value: String?) -> String {
        let time = "2026-01-20T14:\(10 + number / 6000 % 50):\(10 + number / 100 % 50).\(100 + number % 900)Z"
        let trace = text(32, from: Self.hexadecimal)
        let message =
            if let value {
                "msg=\"calling the payment service\" key=\(value)"
            } else {
                switch number % 3 {
                case 0: "method=GET path=/api/v1/orders/\(random.below(1_000_000)) status=200 ms=\(random.below(400))"
                case 1: "{\"user\":\"u-\(random.below(90_000))\",\"cart\":[\(random.below(999))],\"total\":\"19.00\"}"
                default: "msg=\"the cache is slow\" etag=\(text(22, from: Self.base64)) retries=\(random.below(5))"
                }
            }
        return "\(time) info trace=\(trace) \(message)\n"
    }

    private mutating func text(_ length: Int, from alphabet: [UInt8]) -> String {
        String(decoding: (0..<length).map { _ in alphabet[random.below(alphabet.count)] }, as: UTF8.self)
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
    private static let alphanumeric = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let base64 = alphanumeric + Array("+/".utf8)
}

/// SplitMix64: small, and the same everywhere.
private struct Random {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
