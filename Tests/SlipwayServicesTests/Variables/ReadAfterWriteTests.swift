import SlipwayModel
import SlipwayServices
import SlipwayTesting
import Testing

/// What the caches must never do: give what was there before a write that has returned.
@Suite("Reading after writing", .timeLimit(.minutes(10)))
struct ReadAfterWriteTests {
    /// Reads everything again and again, so that what is read is always on its way into a cache.
    private static func readers(
        _ services: Services,
        _ group: inout ThrowingTaskGroup<Void, any Error>,
        names: [String]
    ) {
        for number in 0..<4 {
            group.addTask {
                while !Task.isCancelled {
                    let name = names[number % names.count]
                    _ = try? await services.injected([name])
                    _ = try? await services.injected([name], of: .myapp, .staging)
                    _ = try? await services.listed(in: number.isMultiple(of: 2) ? .production : .global)
                    await Task.yield()
                }
            }
        }
    }

    /// Runs `writers` beside the readers, until all of them are done.
    private static func hammer(
        _ services: Services,
        names: [String],
        _ writers: [@Sendable () async throws -> Void]
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            readers(services, &group, names: names)
            try await withThrowingTaskGroup(of: Void.self) { inner in
                for writer in writers { inner.addTask { try await writer() } }
                try await inner.waitForAll()
            }
            group.cancelAll()
        }
    }

    @Test("W5 what was set is what every read that begins after it gives, by name, in all and in the list")
    func sets() async throws {
        let services = try await ServicesFixture.withApp().services
        let names = (0..<4).map { "KEY_\($0)" }
        try await Self.hammer(
            services,
            names: names,
            names.map { name in
                {
                    for number in 1...30 {
                        let version = try await services.set(name, "\(number)")
                        #expect(try await services.injected([name]) == [name: "\(number)"])
                        #expect(try await services.injected()[name] == "\(number)")
                        let listed = try await services.listed().first { $0.name.text == name }
                        #expect(listed?.version == version && version == Int64(number))
                    }
                }
            }
        )
    }

    @Test("W5 an environment's own value comes and goes over the global one, and no read gives the one before")
    func overrides() async throws {
        let services = try await ServicesFixture.withApp().services
        let names = ["ONE", "TWO"]
        for name in names { try await services.set(name, "global-0", in: .global) }
        try await Self.hammer(
            services,
            names: names,
            names.map { name in
                {
                    for number in 1...20 {
                        try await services.set(name, "own-\(number)")
                        #expect(try await services.injected([name]) == [name: "own-\(number)"])
                        // Underneath, where only the other environment sees it.
                        try await services.set(name, "global-\(number)", in: .global)
                        #expect(try await services.injected([name]) == [name: "own-\(number)"])
                        #expect(try await services.injected([name], of: .myapp, .staging) == [name: "global-\(number)"])
                        try await services.unset(name)
                        #expect(try await services.injected([name]) == [name: "global-\(number)"])
                        #expect(try await services.listed().allSatisfy { $0.name.text != name })
                        #expect(try await services.listed(in: .global).contains { $0.name.text == name })
                    }
                }
            }
        )
    }

    @Test("W5 what was unset everywhere is found nowhere, until it is set again")
    func unsets() async throws {
        let services = try await ServicesFixture.withApp().services
        let names = ["ONE", "TWO"]
        try await Self.hammer(
            services,
            names: names,
            names.map { name in
                {
                    for number in 1...20 {
                        let scope: Scope = number.isMultiple(of: 2) ? .global : .production
                        try await services.set(name, "\(number)", in: scope)
                        #expect(try await services.injected([name]) == [name: "\(number)"])
                        try await services.unset(name, in: scope)
                        #expect(await failure { try await services.injected([name]) }?.code == .secretNotFound)
                        #expect(try await services.injected()[name] == nil)
                        #expect(try await services.listed(in: scope).allSatisfy { $0.name.text != name })
                    }
                }
            }
        )
    }

    @Test("W5 no read is further behind than the one write that has not returned yet")
    func monotonic() async throws {
        let services = try await ServicesFixture.withApp().services
        try await services.set("KEY", "0")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for reader in 0..<3 {
                group.addTask {
                    var last = 0
                    while last < 60 {
                        let seen = try await services.injected(reader == 0 ? nil : ["KEY"])["KEY"].flatMap { Int($0) }
                        let number = try #require(seen)
                        // By name from the cache a read may be a write behind while that write has not returned.
                        #expect(number >= (reader == 0 ? last : last - 1))
                        last = max(last, number)
                        await Task.yield()
                    }
                }
            }
            group.addTask { for number in 1...60 { try await services.set("KEY", "\(number)") } }
            try await group.waitForAll()
        }
    }
}
