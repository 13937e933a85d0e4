import SlipwayModel
import SlipwayServices
import SlipwayWire

/// The only answer that carries values of secrets: what a client reads as `Injection`, written out of the memory that the values are in.
struct InjectionAnswer: JSONWritable {
    let app: AppName
    let environment: EnvironmentName
    let variables: [InjectedVariable]

    var sizeHint: Int { variables.reduce(128) { $0 + 80 + $1.name.text.utf8.count + $1.value.count } }

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("app", app.text)
        writer.member("environment", environment.text)
        writer.name("variables")
        writer.beginArray()
        for variable in variables {
            writer.beginObject()
            writer.member("name", variable.name.text)
            writer.member("kind", variable.kind.rawValue)
            writer.member("version", ifPresent: variable.version)
            variable.value.withBytes { writer.valueMember($0) }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
