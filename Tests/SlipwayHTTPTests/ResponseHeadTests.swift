import NIOCore
import NIOHTTP1
@testable import SlipwayHTTP
import SlipwayModel
import Testing

@Suite("The head of an answer")
struct ResponseHeadTests {
    private static func head(_ response: Response, _ length: ResponseHead.Length, keepsAlive: Bool) -> ByteBuffer {
        var head = ByteBuffer()
        ResponseHead.write(
            response,
            id: String(repeating: "f", count: RequestID.next().utf8.count),
            length: length,
            keepsAlive: keepsAlive,
            date: Timestamp(milliseconds: 1_700_000_000_000).httpDate,
            to: &head
        )
        return head
    }

    @Test("the room that is kept for it is enough for every status and everything an answer may say")
    func size() {
        for code in 100...599 {
            for length in [ResponseHead.Length.bytes(.max), .chunked, .untilClose, .nothing] {
                let response = Response(
                    status: HTTPResponseStatus(statusCode: code),
                    contentType: "application/problem+json"
                )
                let head = Self.head(response, length, keepsAlive: false)
                #expect(head.readableBytes <= ResponseHead.ordinarySize, "\(code) \(length)")
            }
        }
    }

    @Test("an answer's own fields may be of any length")
    func ownFields() {
        var response = Response(status: .ok, contentType: "application/json")
        response.fields = [("x-long", String(repeating: "a", count: 100_000)), ("x-other", "b")]
        let head = String(buffer: Self.head(response, .bytes(2), keepsAlive: true))
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n") && head.hasSuffix("\r\n\r\n"))
        #expect(head.contains("\r\nx-long: " + String(repeating: "a", count: 100_000) + "\r\nx-other: b\r\n"))
    }
}
