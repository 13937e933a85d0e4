import NIOHTTP1
import SlipwayModel

/// Finds the route of a path, as strictly as the table of routes is written: no empty segments, no case folding.
struct Router: Sendable {
    final class Match: Sendable {
        let route: APIRoute
        /// What stands in the path at `{app}`, `{environment}` and `{name}`, in that order, percent-decoded once.
        let parameters: [(name: String, value: String)]

        fileprivate init(route: APIRoute, parameters: [(name: String, value: String)]) {
            self.route = route
            self.parameters = parameters
        }

        func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
    }

    private final class Node: Sendable {
        /// The segment of the path that leads here.
        let text: [UInt8]
        /// Few enough to compare with each in turn.
        let segments: [Node]
        let parameter: (name: String, node: Node)?
        let routes: [(method: HTTPMethod, route: APIRoute)]

        /// The routes that have the same first `depth` segments.
        init(_ all: [(route: APIRoute, segments: [[UInt8]])], text: [UInt8] = [], depth: Int = 0) {
            self.text = text
            routes = all.filter { $0.segments.count == depth }.map { ($0.route.method, $0.route) }
            let longer = all.filter { $0.segments.count > depth }
            var next: [[UInt8]] = []
            for route in longer where !next.contains(route.segments[depth]) { next.append(route.segments[depth]) }
            func node(_ segment: [UInt8]) -> Node {
                Node(longer.filter { $0.segments[depth] == segment }, text: segment, depth: depth + 1)
            }
            segments = next.filter { !Self.isParameter($0) }.map(node)
            parameter = next.first(where: Self.isParameter).map { segment in
                (String(decoding: segment.dropFirst().dropLast(), as: UTF8.self), node(segment))
            }
        }

        private static func isParameter(_ segment: [UInt8]) -> Bool { segment.first == UInt8(ascii: "{") }
    }

    private let root: Node

    init(_ routes: [APIRoute]) {
        root = Node(routes.map { ($0, $0.path.utf8.dropFirst().split(separator: UInt8(ascii: "/")).map(Array.init)) })
    }

    /// - Throws: `route_not_found`, or `method_not_allowed` for a path that knows only other methods.
    func match(_ method: HTTPMethod, _ path: ArraySlice<UInt8>) throws -> Match {
        guard let (node, parameters) = path.withUnsafeBytes(find) else { throw Self.notFound }
        // Whoever answers a GET answers a HEAD; the connection leaves the body out.
        let wanted = method == .HEAD ? .GET : method
        if let found = node.routes.first(where: { $0.method == wanted }) {
            return Match(route: found.route, parameters: parameters)
        }
        throw node.routes.isEmpty
            ? Self.notFound : SlipwayError(.methodNotAllowed, "this path does not know this method")
    }

    private func find(_ path: UnsafeRawBufferPointer) -> (node: Node, parameters: [(name: String, value: String)])? {
        var node = root
        var parameters: [(name: String, value: String)] = []
        guard path.first == UInt8(ascii: "/") else { return nil }
        parameters.reserveCapacity(3)
        var start = 1
        while start <= path.count {
            var end = start
            while end < path.count, path[end] != UInt8(ascii: "/") { end += 1 }
            let segment = UnsafeRawBufferPointer(rebasing: path[start..<end])
            if let next = node.segments.first(where: { Self.isEqual($0.text, segment) }) {
                node = next
            } else if let (name, next) = node.parameter, !segment.isEmpty,
                let value = PercentEncoding.decoded(segment)
            {
                parameters.append((name, value))
                node = next
            } else {
                return nil
            }
            start = end + 1
        }
        return (node, parameters)
    }

    private static func isEqual(_ text: [UInt8], _ segment: UnsafeRawBufferPointer) -> Bool {
        text.count == segment.count && text.indices.allSatisfy { text[$0] == segment[$0] }
    }

    private static let notFound = SlipwayError(.routeNotFound, "there is nothing at this path")
}
