// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "slipway",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "slipway", targets: ["slipway"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(name: "slipway", dependencies: ["SlipwayCLI"]),
        // An empty ICU data set, and what Swift cannot call by itself.
        .target(name: "CSlipway"),
        .target(
            name: "SlipwayCLI",
            dependencies: [
                "CSlipway", "SlipwayClient", "SlipwayCrypto", "SlipwayHTTP", "SlipwayMasking", "SlipwayModel",
                "SlipwayServices", "SlipwayStore", "SlipwayStoreSQLite", "SlipwayWire",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "SlipwayClient",
            dependencies: [
                "SlipwayWire",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .target(
            name: "SlipwayHTTP",
            dependencies: [
                "SlipwayServices", "SlipwayModel", "SlipwayWire",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            resources: [.embedInCode("Resources/openapi.json"), .embedInCode("Resources/slipway_serve.schema.json")]
        ),
        .target(name: "SlipwayWire"),
        .target(
            name: "SlipwayServices",
            dependencies: [
                "SlipwayModel", "SlipwayCrypto", "SlipwayStore",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "SlipwayStore", dependencies: ["SlipwayModel"]),
        .target(
            name: "SlipwayStoreSQLite",
            dependencies: ["SlipwayStore", .product(name: "GRDB", package: "GRDB.swift")]
        ),
        .target(
            name: "SlipwayCrypto",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]
        ),
        .target(name: "SlipwayMasking"),
        .target(name: "SlipwayModel"),
        .target(
            name: "SlipwayTesting",
            dependencies: [
                "SlipwayCrypto", "SlipwayModel", "SlipwayServices", "SlipwayStore", "SlipwayStoreSQLite",
            ]
        ),
        .testTarget(name: "SlipwayModelTests", dependencies: ["SlipwayModel", "SlipwayTesting"]),
        .testTarget(name: "SlipwayCryptoTests", dependencies: ["SlipwayCrypto", "SlipwayModel", "SlipwayTesting"]),
        .testTarget(name: "SlipwayMaskingTests", dependencies: ["SlipwayMasking"]),
        .testTarget(name: "SlipwayWireTests", dependencies: ["SlipwayWire"]),
        .testTarget(
            name: "SlipwayStoreTests",
            dependencies: ["SlipwayModel", "SlipwayStore", "SlipwayStoreSQLite", "SlipwayTesting"]
        ),
        .testTarget(
            name: "SlipwayStoreSQLiteTests",
            dependencies: [
                "SlipwayModel", "SlipwayStore", "SlipwayStoreSQLite", "SlipwayTesting",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "SlipwayServicesTests",
            dependencies: [
                "SlipwayCrypto", "SlipwayModel", "SlipwayServices", "SlipwayStore", "SlipwayStoreSQLite",
                "SlipwayTesting",
            ]
        ),
        .testTarget(
            name: "SlipwayHTTPTests",
            dependencies: [
                "SlipwayCrypto", "SlipwayHTTP", "SlipwayModel", "SlipwayServices", "SlipwayStore", "SlipwayTesting",
                "SlipwayWire",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "SlipwayCLITests",
            dependencies: ["SlipwayCLI", "SlipwayMasking", "SlipwayModel", "SlipwayWire"]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "SlipwayClient", "SlipwayTesting", "SlipwayWire", "slipway",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            path: "Tests/EndToEnd",
            exclude: ["Scripts"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
