import Dispatch
import Glibc
import SlipwayServices

/// Has services take up a changed configuration whenever SIGHUP asks for it.
struct ReloadSignal {
    private let source: any DispatchSourceSignal

    init(_ services: Services) {
        source = DispatchSource.makeSignalSource(signal: SIGHUP)
        source.setEventHandler { Task { try? await services.reload() } }
        source.activate()
    }

    func cancel() { source.cancel() }
}
