/// Values such as teams keep, and logs such as servers write; the same ones in every run.
struct Workload {
    private var random: Random

    init(seed: UInt64) { random = Random(state: seed) }

    /// API keys, hexadecimal and base64 tokens, and passwords with punctuation, of 20 to 40 characters.
    mutating func values(_ count: Int) -> [[UInt8]] {
        (0..<count).map { index in
            switch index % 5 {
            case 0: Array("sk_live_".utf8) + bytes(24, from: Self.alphanumeric)
            case 1: bytes([32, 40][random.below(2)], from: Self.hexadecimal)
            case 2: bytes([32, 40][random.below(2)], from: Self.base64)
            case 3: bytes(20 + random.below(9), from: Self.punctuated)
            default: bytes(20 + random.below(21), from: Self.alphanumeric)
            }
        }
    }

    /// A log of about `count` bytes.
    mutating func log(_ kind: LogKind, _ count: Int, with values: [[UInt8]]) -> [UInt8] {
        var log: [UInt8] = []
        log.reserveCapacity(count + 512)
        var number = 0
        var nextValue = kind.valueDistance
        while log.count < count {
            number += 1
            log += time(number)
            switch kind {
            case .hexadecimal: log += bytes(64, from: Self.hexadecimal) + " *build/objects/".utf8 + text("\(number)")
            case .base64: log += "data: ".utf8 + bytes(76, from: Self.base64)
            case .beginnings: log += (0..<4).flatMap { _ in beginning(of: values) + [0x20] }
            case .coloured: log += coloured(number)
            case .rare, .frequent: log += line(number)
            }
            if log.count > nextValue {
                nextValue = log.count + kind.valueDistance
                log += " key=".utf8 + values[random.below(values.count)]
            }
            log.append(0x0A)
        }
        return log
    }

    private mutating func time(_ number: Int) -> [UInt8] {
        text("2026-01-20T14:\(10 + number / 6000 % 50):\(10 + number / 100 % 50).\(100 + number % 900)Z ")
    }

    private mutating func line(_ number: Int) -> [UInt8] {
        switch random.below(8) {
        case 0:
            text("info trace=") + bytes(32, from: Self.hexadecimal)
                + text(" method=GET path=/api/v1/orders/\(random.below(1_000_000)) status=200 ms=\(random.below(400))")
        case 1:
            text("{\"level\":\"info\",\"user\":\"u-\(random.below(90_000))\",\"cart\":[\(random.below(999)),")
                + text("\(random.below(999))],\"total\":\"\(random.below(90)).00\",\"message\":\"checkout finished\"}")
        case 2: text("warn msg=\"the cache is slow\" etag=") + bytes(22, from: Self.base64) + text(" retries=3")
        case 3:
            text("10.0.\(random.below(256)).\(random.below(256)) - - \"POST /v2/carts/\(random.below(99_999))/items ")
                + text(
                    "HTTP/1.1\" 201 \(random.below(5000)) \"https://shop.example.com/\" \"Mozilla/5.0 (X11; Linux)\""
                )
        case 4:
            text("debug SELECT id, name, price FROM products WHERE category = \(random.below(900)) ")
                + text("ORDER BY price LIMIT 50 -- \(random.below(90)).\(random.below(1000)) ms, 50 rows")
        case 5:
            text("error \tat com.example.shop.orders.OrderService.submit(OrderService.java:\(random.below(900)))")
        case 6: text("info pulled shop/api@sha256:") + bytes(64, from: Self.hexadecimal)
        default:
            text("info session opened id=") + bytes(8, from: Self.hexadecimal) + [0x2D]
                + bytes(12, from: Self.hexadecimal) + text(" worker=\(random.below(16)) queue=emails depth=0")
        }
    }

    /// As development servers and build tools write: five colours in a line.
    private mutating func coloured(_ number: Int) -> [UInt8] {
        text("\u{1B}[2m[api]\u{1B}[0m \u{1B}[32minfo\u{1B}[0m \u{1B}[1mGET /api/orders\u{1B}[0m ") + line(number)
            + text(" \u{1B}[33m\(random.below(400))ms\u{1B}[39m")
    }

    /// The hardest text for the search: it goes along a value, and then goes on otherwise.
    private mutating func beginning(of values: [[UInt8]]) -> [UInt8] {
        let value = values[random.below(values.count)]
        return Array(value.prefix(value.count / 2 + random.below(value.count / 2)))
    }

    private func text(_ text: String) -> [UInt8] { Array(text.utf8) }

    private mutating func bytes(_ length: Int, from alphabet: [UInt8]) -> [UInt8] {
        (0..<length).map { _ in alphabet[random.below(alphabet.count)] }
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
    private static let alphanumeric = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let base64 = alphanumeric + Array("+/".utf8)
    private static let punctuated = alphanumeric + Array("!#$%&()*+-./:;<=>?@^_~".utf8)
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
