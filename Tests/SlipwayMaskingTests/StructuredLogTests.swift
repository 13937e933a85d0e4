import SlipwayMasking
import Testing

@Suite("Structured logs")
struct StructuredLogTests {
    @Test(
        "M5 the value is masked and the name is left, however the line pairs them",
        arguments: [
            (#"{"db_password":"hunter2-hunter2","user":"shop"}"#, #"{"db_password":"••••••••","user":"shop"}"#),
            (#"{"name":"DB_PASSWORD","value":"hunter2-hunter2"}"#, #"{"name":"DB_PASSWORD","value":"••••••••"}"#),
            ("level=info db_password=hunter2-hunter2 n=1", "level=info db_password=•••••••• n=1"),
            ("[(DB_PASSWORD, hunter2-hunter2)]", "[(DB_PASSWORD, ••••••••)]"),
            (#"{"pin":48151623,"n":4}"#, #"{"pin":••••••••,"n":4}"#),
        ]
    )
    func pairs(line: String, masked: String) {
        let patterns = MaskingPatterns(values: [Array("hunter2-hunter2".utf8), Array("48151623".utf8)])
        var stream = MaskingStream(patterns)
        var output: [UInt8] = []
        stream.mask(Array(line.utf8), into: &output)
        stream.finish(into: &output)
        #expect(String(decoding: output, as: UTF8.self) == masked)
    }
}
